import HTTPTypes
import Hummingbird
import Testing

@testable import cpa_demo

@Suite(.serialized, .enabled(if: RedisServer.isWanted))
struct SessionTests {
    /// Runs a test with routes behind the middleware and a server that ends with it.
    private func withBench(_ body: (RouterBench, Sessions, RedisServer) async throws -> Void) async throws {
        let server = try RedisServer()
        defer { server.stop() }
        let redis = try #require(RedisClient(server.url))
        let sessions = Sessions(redis: redis)
        let router = Router(context: DemoContext.self)
        router.add(middleware: SessionMiddleware(sessions: sessions))
        router.get("/api/v1/firms") { _, _ in "firms" }
        router.get("/api/v1/health") { _, _ in "ok" }
        try await body(RouterBench(router), sessions, server)
        await redis.shutdown()
    }

    @Test func theTokenOfASessionPasses() async throws {
        try await withBench { bench, sessions, _ in
            let token = await sessions.begin(firm: "granite")
            let reply = try await bench.send(.get, "/api/v1/firms", headers: [.authorization: "Bearer \(token)"])
            #expect(reply.status == .ok)
            #expect(try await bench.send(.get, "/api/v1/firms").status == .ok)
        }
    }

    @Test func anotherTokenIsRefusedExceptByTheHealthCheck() async throws {
        try await withBench { bench, _, _ in
            let headers: HTTPFields = [.authorization: "Bearer none"]
            let refused = try await bench.send(.get, "/api/v1/firms", headers: headers)
            #expect(refused.status == .unauthorized && refused.body.contains("log in again"))
            #expect(try await bench.send(.get, "/api/v1/health", headers: headers).status == .ok)
        }
    }

    @Test func everyTokenPassesWithoutRedis() async throws {
        try await withBench { bench, _, server in
            server.stop()
            let reply = try await bench.send(.get, "/api/v1/firms", headers: [.authorization: "Bearer none"])
            #expect(reply.status == .ok)
        }
    }

    @Test func sessionsEndAndAreNotAmongTheSeedData() async throws {
        try await withBench { _, sessions, server in
            let token = await sessions.begin(firm: "granite")
            let redis = try #require(RedisClient(server.url))
            let replies = try await redis.run([["TTL", "cpa-demo:session:\(token)"], ["SELECT", "0"], ["DBSIZE"]])
            #expect(replies[0] == .integer(8 * 3600) && replies[2] == .integer(0))
            await redis.shutdown()
        }
    }
}
