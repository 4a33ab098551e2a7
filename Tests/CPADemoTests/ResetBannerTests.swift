import Hummingbird
import Testing

@testable import cpa_demo

/// What a demo's pages say of a reset, with a real Redis.
@Suite(.serialized, .enabled(if: RedisServer.isWanted))
struct ResetBannerTests {
    private static let four: Int64 = 1_796_097_600 + 14_400

    private func bench(_ redis: RedisClient) -> RouterBench {
        let router = Router(context: DemoContext.self)
        router.add(middleware: ResetBannerMiddleware(banner: ResetBanner(redis: redis)))
        router.get("/page") { _, _ in FrontendRoutes.response(PageLayout.note("Title", "Words").html()) }
        router.get("/healthz") { _, _ in PageLayout.note("Title", "Words").html() }
        return RouterBench(router)
    }

    @Test func aPageShowsWhenTheResetIs() async throws {
        let server = try RedisServer()
        defer { server.stop() }
        let redis = try #require(RedisClient(server.url))
        let bench = bench(redis)
        #expect(try await !bench.send(.get, "/page").body.contains("role=\"status\""))
        _ = try await redis.run([["SET", "cpadev:reset", "99999999999"]])
        let page = try await bench.send(.get, "/page").body
        #expect(
            page.contains(
                "The data of this demo will be reset at <time datetime=\"5138-11-16T09:46:39Z\">09:46 UTC</time>"
            )
        )
        #expect(page.contains("What you have entered will be deleted."))
        // A health check needs no page.
        #expect(try await !bench.send(.get, "/healthz").body.contains("role=\"status\""))
        _ = try await redis.run([["SET", "cpadev:reset", "<b>"]])
        #expect(try await !bench.send(.get, "/page").body.contains("role=\"status\""))
        _ = try await redis.run([["DEL", "cpadev:reset"]])
        #expect(try await !bench.send(.get, "/page").body.contains("role=\"status\""))
        server.stop()
        #expect(try await bench.send(.get, "/page").status == .ok)
        await redis.shutdown()
    }

    @Test(arguments: [
        (90, "in 2 min."), (60, "in 1 min."), (59, "in less than a minute"), (0, "is being reset"),
        (-5, "is being reset"),
    ])
    func theWordsDependOnTheTimeThatIsLeft(rest: Int64, words: String) {
        #expect(ResetBanner.html(resetAt: Self.four, now: Self.four - rest).markup.contains(words))
    }

    @Test func aTextMayArriveInPieces() async throws {
        let server = try RedisServer()
        defer { server.stop() }
        let redis = try #require(RedisClient(server.url))
        let long = String(repeating: "x", count: 4000)
        let replies = try await redis.run([
            ["SET", "a", long], ["GET", "a"], ["GET", "none"], ["SET", "b", ""], ["GET", "b"],
        ])
        #expect(replies == [.status("OK"), .text(long), .text(nil), .status("OK"), .text("")])
        await redis.shutdown()
    }
}
