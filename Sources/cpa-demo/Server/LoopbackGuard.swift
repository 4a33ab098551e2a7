import FoundationEssentials
import Hummingbird

/// Refuses requests from foreign web pages, because a browser on this machine can also reach loopback ports.
///
/// DNS rebinding, where a page's own host name resolves to 127.0.0.1, is detected by the `Host` header. Cross-site
/// requests that need no CORS preflight are detected by the `Origin` header. `CPA_ALLOWED_HOSTS` adds host names,
/// separated by commas.
struct LoopbackGuard: RouterMiddleware {
    typealias Context = DemoContext

    /// Names of this machine, and names by which containers reach their host.
    private static let machineNames: Set<String> = [
        "localhost", "localhost.", "host.docker.internal", "gateway.docker.internal", "host.containers.internal",
    ]

    private let extraNames: Set<String>

    init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
        let names = environment["CPA_ALLOWED_HOSTS"]?.split(separator: ",") ?? []
        extraNames = Set(names.map { $0.filter { !$0.isWhitespace }.lowercased() })
    }

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let site = HTTPFields.Element.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        let verdict = verdict(
            changes: request.method != .get && request.method != .head && request.method != .options,
            host: request.head.authority,
            origin: request.headers[.origin],
            site: site
        )
        switch verdict {
        case .passes: return try await next(request, context)
        case .unknownHost: throw HTTPError(.misdirectedRequest, message: "unknown host name")
        case .foreignPage: throw HTTPError(.forbidden, message: "cross-site requests must not change data")
        }
    }

    enum Verdict: Sendable {
        case passes
        case unknownHost
        case foreignPage
    }

    /// - Parameters:
    ///   - changes: whether the request's method changes data.
    ///   - site: the value of `Sec-Fetch-Site`. A request with neither this nor an origin is not from a browser.
    func verdict(changes: Bool, host: String?, origin: String?, site: String?) -> Verdict {
        if let host, !isLocal(host) { return .unknownHost }
        guard changes else { return .passes }
        if let origin {
            let isOwn = host.map {
                ["http://\($0)", "https://\($0)"].contains { $0.lowercased() == origin.lowercased() }
            }
            return isOwn == true ? .passes : .foreignPage
        }
        return site == nil || site == "same-origin" || site == "none" ? .passes : .foreignPage
    }

    /// Returns whether an authority cannot be the result of DNS rebinding: an address, a name of this machine, or a
    /// name without a dot, which services use for each other.
    func isLocal(_ authority: String) -> Bool {
        let name = Self.name(of: authority).lowercased()
        if Self.machineNames.contains(name) || extraNames.contains(name) || name.hasSuffix(".localhost") { return true }
        guard !name.isEmpty else { return false }
        if name.contains(":") { return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
        if name.utf8.allSatisfy(Self.isPlain) { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func name(of authority: String) -> Substring {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return "" }
            return authority[authority.index(after: authority.startIndex)..<end]
        }
        return authority.prefix { $0 != ":" }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
