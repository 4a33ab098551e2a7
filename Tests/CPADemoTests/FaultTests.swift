import Hummingbird
import TestSupport
import Testing

@testable import cpa_demo

@Suite struct FaultTests {
    private static let header: HTTPFields = {
        var fields = HTTPFields()
        if let name = HTTPFields.Element.Name("X-Demo") { fields[name] = "faults" }
        return fields
    }()

    private static func faults(_ change: (inout Faults) -> Void) -> Faults {
        var faults = Faults()
        change(&faults)
        return faults
    }

    /// A router with the faults, and a route that is subject to them.
    private func bench(_ injector: FaultInjector) -> RouterBench {
        let router = Router(context: DemoContext.self)
        router.add(middleware: LoopbackGuard([:]))
        router.add(middleware: FaultMiddleware(injector: injector))
        for path in ["/api/v1/firms", "/api/v1/health", "/metrics"] {
            router.get("\(path)") { _, _ in "fine" }
        }
        FaultRoutes(injector: injector).add(to: router)
        return RouterBench(router)
    }

    @Test func errorsAreSetAndEnded() async throws {
        let injector = FaultInjector(slots: nil)
        let bench = bench(injector)
        let set = try await bench.send(.post, FaultRoutes.path, #"{"error_rate":1}"#, headers: Self.header)
        #expect(set.status == .ok)
        #expect(set.body == #"{"delay_ms":0,"error_rate":1,"for_seconds":60,"hold_pool":0}"#)
        #expect(try await bench.send(.get, "/api/v1/firms").status == .internalServerError)
        for path in ["/api/v1/health", "/metrics"] { #expect(try await bench.send(.get, path).status == .ok) }
        #expect(try await bench.send(.delete, FaultRoutes.path, headers: Self.header).status == .noContent)
        #expect(try await bench.send(.get, "/api/v1/firms").status == .ok)
    }

    @Test func theyEndByThemselves() async throws {
        let clock = ManualClock()
        let slots = PoolSlots(limit: 5)
        let injector = FaultInjector(slots: slots, clock: clock)
        injector.set(Self.faults { $0.holdPool = 4 })
        #expect(slots.used == 4)
        await clock.passSleep(of: .seconds(60))
        try await eventually("the faults ended") { injector.faults == nil }
        #expect(slots.used == 0)
    }

    @Test func laterFaultsReplaceEarlierOnesAndTheirEnd() async throws {
        let clock = ManualClock()
        let injector = FaultInjector(slots: nil, clock: clock)
        injector.set(Self.faults { $0.delayMs = 5 })
        await clock.waitForSleep(of: .seconds(60))
        let later = Self.faults {
            $0.errorRate = 1
            $0.forSeconds = 3600
        }
        injector.set(later)
        await clock.waitForSleep(of: .seconds(3600))
        clock.advance(by: .seconds(61))
        #expect(injector.faults == later)
        await clock.passSleep(of: .seconds(3600))
        try await eventually("the faults ended") { injector.faults == nil }
    }

    @Test func aDelayHoldsUpARequest() async throws {
        let injector = FaultInjector(slots: nil)
        injector.set(Self.faults { $0.delayMs = 30 })
        let start = ContinuousClock.now
        #expect(try await bench(injector).send(.get, "/api/v1/firms").status == .ok)
        #expect(start.duration(to: .now) >= .milliseconds(30))
    }

    @Test func onlyLoopbackAndOnlyTheHeaderSetThem() async throws {
        let injector = FaultInjector(slots: nil)
        let bench = bench(injector)
        let body = #"{"error_rate":1}"#
        for address in ["172.17.0.1", "192.168.1.2", "2001:db8::1", nil] {
            let reply = try await bench.send(.post, FaultRoutes.path, body, headers: Self.header, from: address)
            #expect(reply.status == .forbidden)
        }
        #expect(try await bench.send(.post, FaultRoutes.path, body).status == .forbidden)
        #expect(try await bench.send(.delete, FaultRoutes.path).status == .forbidden)
        var foreign = Self.header
        foreign[.origin] = "http://evil.example"
        #expect(try await bench.send(.post, FaultRoutes.path, body, headers: foreign).status == .forbidden)
        let rebound = try await bench.send(.post, FaultRoutes.path, body, headers: Self.header, host: "evil.example")
        #expect(rebound.status == .misdirectedRequest)
        #expect(injector.faults == nil)
        for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            let reply = try await bench.send(.post, FaultRoutes.path, body, headers: Self.header, from: address)
            #expect(reply.status == .ok)
        }
    }

    @Test(arguments: [
        "{}", "", #"{"error_rate":1.5}"#, #"{"error_rate":-0.1}"#, #"{"delay_ms":10001}"#, #"{"delay_ms":-1}"#,
        #"{"hold_pool":-1}"#, #"{"error_rate":1,"for_seconds":0}"#, #"{"error_rate":1,"for_seconds":3601}"#,
        #"{"error_rate":"1"}"#, #"{"delay_ms":1.5}"#,
    ])
    func faultsOutOfRangeAreRefused(body: String) async throws {
        let injector = FaultInjector(slots: nil)
        let reply = try await bench(injector).send(.post, FaultRoutes.path, body, headers: Self.header)
        #expect(reply.status == .badRequest)
        #expect(injector.faults == nil)
    }
}
