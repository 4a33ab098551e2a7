import FoundationEssentials
import Foundations
import Hummingbird

/// The banner of a demo whose data will be reset soon.
struct ResetBanner: Sendable {
    /// Where cpadev says when the reset is; see its `ResetNotice`.
    private static let key = "cpadev:reset"

    /// The banner of the request that is being answered.
    @TaskLocal static var current: HTML = ""

    let redis: RedisClient

    /// Returns the banner; nothing if no reset is near, or if Redis does not say.
    func html() async -> HTML {
        guard case .text(let text?)? = try? await redis.run([["GET", Self.key]]).first, let second = Int64(text) else {
            return ""
        }
        return Self.html(resetAt: second, now: WallClock.nowNs / 1_000_000_000)
    }

    /// - Parameters:
    ///   - second: The time of the reset: seconds since 1970.
    ///   - now: The current time.
    static func html(resetAt second: Int64, now: Int64) -> HTML {
        let time = Date(timeIntervalSince1970: Double(second)).formatted(.iso8601)
        let clock = String(time.dropFirst(11).prefix(5)) + " UTC"
        let rest = second - now
        let words: HTML =
            switch rest {
            case ..<1: "The data of this demo is being reset."
            case ..<60: "The data of this demo will be reset in less than a minute."
            default:
                """
                The data of this demo will be reset at <time datetime="\(time)">\(clock)</time>, \
                in \(Int((rest + 59) / 60)) min.
                """
            }
        return """
            <p class="note part" role="status"><strong>\(words)</strong> What you have entered will be deleted.</p>
            """
    }
}

/// Shows the banner on every page.
struct ResetBannerMiddleware: RouterMiddleware {
    typealias Context = DemoContext

    let banner: ResetBanner

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        // Health checks, and what a browser fetches on its own, show no page.
        guard context.endpointPath.map({ !FrontendRoutes.withoutPage.contains($0) }) ?? true,
            !FrontendRoutes.isProbe(request)
        else { return try await next(request, context) }
        return try await ResetBanner.$current.withValue(await banner.html()) { try await next(request, context) }
    }
}
