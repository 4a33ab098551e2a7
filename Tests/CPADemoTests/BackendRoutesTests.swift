import Hummingbird
import Testing

@testable import cpa_demo

@Suite struct BackendRoutesTests {
    /// A database to which nobody answers.
    private static let database = ["DATABASE_URL": "postgres://127.0.0.1:1/none"]

    /// Runs a test with the whole API, whose stores are all missing.
    private func withBench(_ body: (RouterBench) async throws -> Void) async throws {
        let tenants = ActiveTenants()
        let settings = try #require(DatabaseSettings(Self.database))
        let stores = StoreChecks(StoreEndpoints([:]))
        let routes = BackendRoutes(
            stores: stores,
            reader: FirmReader(settings, poolSize: 3, tenants: tenants),
            typesense: nil,
            documents: DocumentRoutes(reader: nil),
            limiter: RateLimiter(limits: try BackendSettings([:]).limits, redis: nil),
            sessions: Sessions(redis: nil),
            tenants: tenants
        )
        try await body(RouterBench(routes.router()))
        await stores.shutdown()
    }

    @Test func everyFigureIsThereFromTheStart() async throws {
        try await withBench { bench in
            let metrics = try await bench.send(.get, "/metrics")
            #expect(metrics.status == .ok)
            let expected = """
                # TYPE http_requests_total counter
                # TYPE http_request_duration_seconds histogram
                # TYPE logins_total counter
                logins_total 0
                # TYPE login_failures_total counter
                login_failures_total 0
                # TYPE rate_limit_hits_total counter
                rate_limit_hits_total{route="api"} 0
                rate_limit_hits_total{route="login"} 0
                # TYPE documents_processed_total counter
                documents_processed_total 0
                # TYPE invoices_generated_total counter
                invoices_generated_total 0
                # TYPE db_pool_size gauge
                db_pool_size 3
                # TYPE db_pool_connections gauge
                db_pool_connections{state="used"} 0
                db_pool_connections{state="idle"} 0
                # TYPE active_tenants gauge
                active_tenants 0

                """
            #expect(metrics.body == expected)
        }
    }

    @Test func heldConnectionsAreShownAsUsed() async throws {
        try await withBench { bench in
            let header = try #require(HTTPFields.Element.Name("X-Demo"))
            let body = #"{"hold_pool":2,"for_seconds":5}"#
            let set = try await bench.send(.post, FaultRoutes.path, body, headers: [header: "faults"])
            #expect(set.status == .ok)
            #expect(try await bench.send(.get, "/metrics").body.contains("{state=\"used\"} 2\n"))
            _ = try await bench.send(.delete, FaultRoutes.path, headers: [header: "faults"])
            #expect(try await bench.send(.get, "/metrics").body.contains("{state=\"used\"} 0\n"))
        }
    }

    @Test func errorsAreCountedByRoute() async throws {
        try await withBench { bench in
            let login = #"{"email":"a","password":"b"}"#
            #expect(try await bench.send(.post, LoginRoutes.path, login).status == .serviceUnavailable)
            #expect(try await bench.send(.post, LoginRoutes.path, "{").status == .badRequest)
            let text = try await bench.send(.get, "/metrics").body
            let route = "http_requests_total{method=\"POST\",path=\"/api/v1/login\",status="
            #expect(text.contains("\(route)\"503\"} 1\n") && text.contains("\(route)\"400\"} 1\n"))
            #expect(text.contains("\nlogin_failures_total 0\n"))
        }
    }

    @Test func aFirmIsActiveForAQuarterOfAnHour() {
        let tenants = ActiveTenants()
        let start = ContinuousClock.now
        tenants.record("granite", at: start)
        tenants.record("okafor", at: start + .seconds(60))
        tenants.record("granite", at: start + .seconds(120))
        #expect(tenants.count(at: start + .seconds(120)) == 2)
        #expect(tenants.count(at: start + .seconds(60 + 15 * 60)) == 1)
        #expect(tenants.count(at: start + .seconds(120 + 15 * 60)) == 0)
    }
}
