import Hummingbird
import Testing

@testable import cpa_demo

@Suite struct RateLimitTests {
    private static let second: Int64 = 1_000_000_000

    @Test func aWindowEndsWhereTheNextBegins() {
        let limit = RateLimit(count: 1, window: .seconds(10))
        let start = 1_700_000_000 * Self.second
        #expect(limit.window(at: start) == RateLimit.Window(number: 170_000_000, rest: .seconds(10)))
        #expect(limit.window(at: start + 9 * Self.second).number == 170_000_000)
        #expect(limit.window(at: start + 9 * Self.second).rest == .seconds(1))
        #expect(limit.window(at: start + 10 * Self.second).number == 170_000_001)
    }

    @Test func retryAfterIsRoundedUp() {
        #expect(RateLimitMiddleware.seconds(.milliseconds(1)) == 1)
        #expect(RateLimitMiddleware.seconds(.seconds(9)) == 9)
        #expect(RateLimitMiddleware.seconds(.milliseconds(9001)) == 10)
    }

    @Test func probesMetricsAndFaultsHaveNoLimit() {
        #expect(RouteClass(endpoint: "/api/v1/login") == .login)
        #expect(RouteClass(endpoint: "/api/v1/firms/{slug}/clients") == .api)
        #expect(RouteClass(endpoint: nil) == .api)
        for path in ["/api/v1/health", "/metrics", "/api/v1/faults"] { #expect(RouteClass(endpoint: path) == nil) }
    }

    @Test func limitsComeFromTheEnvironment() throws {
        let standard = try BackendSettings([:])
        #expect(standard.poolSize == 10)
        #expect(standard.limits[.api] == RateLimit(count: 100, window: .seconds(1)))
        #expect(standard.limits[.login] == RateLimit(count: 20, window: .seconds(10)))
        let own = try BackendSettings(["DB_POOL_SIZE": "3", "API_RATE_LIMIT": "0", "LOGIN_RATE_LIMIT": ""])
        #expect(own.poolSize == 3 && own.limits[.api]?.count == 0 && own.limits[.login]?.count == 20)
    }

    @Test(arguments: [("DB_POOL_SIZE", "0"), ("API_RATE_LIMIT", "-1"), ("LOGIN_RATE_LIMIT", "many")])
    func aSettingOutOfRangeIsNamed(name: String, value: String) {
        #expect {
            try BackendSettings([name: value])
        } throws: { error in
            (error as? Problem)?.message.hasPrefix("\(name) is '\(value)'; expected a number from") == true
        }
    }

    @Test(arguments: [nil, "", "http://127.0.0.1", "rediss://127.0.0.1:6379"])
    func onlyTheAddressOfARedisIsTaken(url: String?) {
        #expect(RedisClient(url) == nil)
    }

    @Test func repliesOfOneLineAreRead() throws {
        #expect(try RedisReply(line: "+OK") == .status("OK"))
        #expect(try RedisReply(line: ":-12") == .integer(-12))
        #expect(try RedisReply(line: "-NOAUTH Authentication required.") == .error("NOAUTH Authentication required."))
        for line in ["", ":", ":x", "$3", "*1"] { #expect(throws: Problem.self) { try RedisReply(line: line) } }
    }

    @Test func withoutRedisEveryRequestPasses() async {
        let limits: [RouteClass: RateLimit] = [.api: RateLimit(count: 1, window: .seconds(1))]
        // Nobody listens on port 1.
        for redis in [nil, RedisClient("redis://127.0.0.1:1")] {
            let limiter = RateLimiter(limits: limits, redis: redis)
            for _ in 0..<3 { #expect(await limiter.wait(.api, client: "127.0.0.1", at: 0) == nil) }
        }
    }
}
