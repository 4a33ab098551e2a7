import Hummingbird
import Testing

@testable import cpa_demo

@Suite(.serialized, .enabled(if: RedisServer.isWanted))
struct RedisLimitTests {
    private static let limits: [RouteClass: RateLimit] = [
        .api: RateLimit(count: 3, window: .seconds(3600)), .login: RateLimit(count: 1, window: .seconds(10)),
    ]
    private static let start: Int64 = 1_700_000_000_000_000_000

    /// Runs a test with a server that ends with it.
    private func withLimiter(_ body: (RateLimiter, RedisServer) async throws -> Void) async throws {
        let server = try RedisServer()
        defer { server.stop() }
        let redis = try #require(RedisClient(server.url))
        try await body(RateLimiter(limits: Self.limits, redis: redis), server)
        await redis.shutdown()
    }

    @Test func aClientAtItsLimitPassesInTheNextWindow() async throws {
        try await withLimiter { limiter, _ in
            let time = Self.start + 4_000_000_000
            #expect(await limiter.wait(.login, client: "10.0.0.1", at: time) == nil)
            #expect(await limiter.wait(.login, client: "10.0.0.1", at: time) == .seconds(6))
            #expect(await limiter.wait(.login, client: "10.0.0.2", at: time) == nil)
            #expect(await limiter.wait(.api, client: "10.0.0.1", at: time) == nil)
            #expect(await limiter.wait(.login, client: "10.0.0.1", at: time + 6_000_000_000) == nil)
        }
    }

    @Test func requestsAtOnceAreAllCounted() async throws {
        try await withLimiter { limiter, _ in
            let passed = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 {
                    group.addTask { await limiter.wait(.api, client: "10.0.0.1", at: Self.start) == nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(passed == 3)
        }
    }

    @Test func keysExpireAndAreNotAmongTheSeedData() async throws {
        try await withLimiter { limiter, server in
            _ = await limiter.wait(.login, client: "10.0.0.1", at: Self.start)
            let redis = try #require(RedisClient(server.url))
            let replies = try await redis.run([
                ["DBSIZE"], ["PTTL", "cpa-demo:limit:login:10.0.0.1:170000000"], ["SELECT", "0"], ["DBSIZE"],
            ])
            #expect(replies[0] == .integer(1))
            guard case .integer(let lifetime) = replies[1] else {
                Issue.record("no time to live")
                return
            }
            #expect((10_000...20_000).contains(lifetime))
            #expect(replies[3] == .integer(0))
            await redis.shutdown()
        }
    }

    @Test func requestsPassOnceRedisIsGone() async throws {
        try await withLimiter { limiter, server in
            #expect(await limiter.wait(.login, client: "10.0.0.1", at: Self.start) == nil)
            #expect(await limiter.wait(.login, client: "10.0.0.1", at: Self.start) != nil)
            server.stop()
            for _ in 0..<3 { #expect(await limiter.wait(.login, client: "10.0.0.1", at: Self.start) == nil) }
        }
    }

    @Test func aRefusedRequestSaysWhenToRetryAndIsCounted() async throws {
        try await withLimiter { limiter, _ in
            let counters = BackendCounters()
            let router = Router(context: DemoContext.self)
            router.add(middleware: RateLimitMiddleware(limiter: limiter, counters: counters))
            router.get("/api/v1/firms") { _, _ in "firms" }
            router.get("/api/v1/health") { _, _ in "ok" }
            let bench = RouterBench(router)
            for _ in 0..<3 { #expect(try await bench.send(.get, "/api/v1/firms").status == .ok) }
            let refused = try await bench.send(.get, "/api/v1/firms")
            #expect(refused.status == .tooManyRequests)
            #expect((1...3600).contains(refused.headers[.retryAfter].flatMap { Int($0) } ?? 0))
            #expect(try await bench.send(.get, "/api/v1/firms", from: "10.0.0.9").status == .ok)
            #expect(try await bench.send(.get, "/api/v1/health").status == .ok)
            #expect(counters.text.contains("\nrate_limit_hits_total{route=\"api\"} 1\n"))
        }
    }
}
