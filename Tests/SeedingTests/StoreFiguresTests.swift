import ControlAPI
import TestSupport
import Testing

@testable import Seeding

/// What stores tell about themselves, as metrics.
@Suite(.timeLimit(.minutes(2))) struct StoreFiguresTests {
    private static func clamd(_ memory: String) -> String {
        """
        POOLS: 2

        STATE: VALID PRIMARY
        THREADS: live 3  idle 1 max 10 idle-timeout 30
        QUEUE: 4 items
        \tSTATS 0.000005 
        \tINSTREAM 1.5 /tmp/THREADS: live 9

        STATE: VALID PRIMARY
        THREADS: live 1  idle 0 max 10 idle-timeout 30
        QUEUE: 0 items

        MEMSTATS: heap N/A mmap N/A used N/A free N/A releasable N/A pools 1 pools_used \(memory) pools_total 6M
        END
        """
    }

    @Test func poolsOfClamdAreSummedUp() throws {
        let figures = try #require(ClamdFigures(Self.clamd("5.5M")))
        #expect(figures.liveThreads == 4 && figures.idleThreads == 1 && figures.maximumThreads == 20)
        #expect(figures.queuedItems == 4 && figures.poolBytes == 5_767_168)
        #expect(value("clamd_queue_items", in: figures.families("scanner")) == 4)
        #expect(figures.families("scanner").first?.samples.first?.labels.map(\.value) == ["scanner"])
    }

    @Test func whatClamdDoesNotKnowHasNoSample() throws {
        let figures = try #require(ClamdFigures(Self.clamd("N/A")))
        #expect(value("clamd_pools_used_bytes", in: figures.families("scanner")) == nil)
        for reply in ["", "UNKNOWN COMMAND", "PONG"] { #expect(ClamdFigures(reply) == nil) }
    }

    @Test func figuresOfTypesenseMayBeTextsOrMissing() throws {
        let figures = try #require(
            TypesenseFigures(
                metrics: Array(#"{"typesense_memory_active_bytes":"32890880","system_disk_used_bytes":"1"}"#.utf8),
                stats: Array(#"{"search_latency_ms":2.5,"latency_ms":{"GET /a":1},"pending_write_batches":"x"}"#.utf8)
            )
        )
        let families = figures.families("search").filter { !$0.samples.isEmpty }
        #expect(families.map(\.name) == ["typesense_memory_active_bytes", "typesense_search_latency_seconds"])
        #expect(value("typesense_memory_active_bytes", in: families) == 32_890_880)
        #expect(value("typesense_search_latency_seconds", in: families) == 0.0025)
        #expect(TypesenseFigures(metrics: Array("<html>".utf8), stats: Array("{}".utf8)) == nil)
    }

    @Test func aStoreThatHangsIsGivenUpAlone() async throws {
        let stats = Array("\(Self.clamd("1M"))\0".utf8)
        try await ScriptedPeer.run(.read(until: [0]), .trickle(stats), .hold) { clamd in
            try await ScriptedPeer.run(.hold) { silent in
                let families = await StoreFigures(stores(silent.port, clamd.port), timeout: .seconds(2)).families()
                #expect(value("clamd_threads_live", in: families) == 4)
                #expect(succeeded(families) == ["temporal": 0, "typesense": 0, "clamav": 1])
                #expect(!families.contains { $0.name == "temporal_dead_letters" })
            }
        }
    }

    @Test func onlyReadyStoresAreAsked() async throws {
        try await ScriptedPeer.run(.hold) { peer in
            var stores = stores(peer.port, peer.port)
            for store in stores.states.keys { stores.states[store] = .running }
            let families = await StoreFigures(stores).families()
            #expect(families.flatMap(\.samples).isEmpty && peer.peak == 0)
        }
        let nothing = await StoreFigures(StoreAvailability()).families()
        #expect(nothing.flatMap(\.samples).isEmpty)
    }

    // MARK: The real servers

    @Test(.enabled(if: StoreServer.isWanted(.typesense) && StoreServer.isWanted(.clamav)))
    func typesenseAndClamdTellTheirFigures() async throws {
        let (typesense, clamd) = (
            try await StoreServer.shared(.typesense).address, try await StoreServer.shared(.clamav).address
        )
        var stores = stores(typesense.port, clamd.port)
        stores.states[.temporal] = nil
        let families = await StoreFigures(stores, timeout: .seconds(20)).families()
        #expect(succeeded(families) == ["typesense": 1, "clamav": 1])
        #expect(value("typesense_memory_resident_bytes", in: families) ?? 0 > 1_000_000)
        #expect(value("typesense_requests_per_second", in: families) != nil)
        #expect(value("typesense_pending_write_batches", in: families) != nil)
        #expect(value("clamd_threads_max", in: families) == 4)
        #expect(value("clamd_pools_used_bytes", in: families) ?? 0 > 1000)
    }

    @Test(.enabled(if: StoreServer.isWanted(.temporal)))
    func deadLettersOfTemporalAreCounted() async throws {
        // Another test shall not find what this one leaves.
        let address = try await StoreServer.start(.temporal).address
        var stores = StoreAvailability(states: [.temporal: .ready(instance: "1")])
        stores.endpoints.temporal = address
        let figures = StoreFigures(stores, timeout: .seconds(20))
        #expect(value("temporal_dead_letters", in: await figures.families()) == 0)
        let letters = DeadLetters(ofTemporalOn: address.port)
        try await letters.add(11)
        try await eventually("11 dead letters", within: .seconds(30)) {
            value("temporal_dead_letters", in: await figures.families()) == 11
        }
        try await letters.purge()
        try await eventually("no dead letters", within: .seconds(30)) {
            value("temporal_dead_letters", in: await figures.families()) == 0
        }
    }

    // MARK: Values

    /// - Parameter first: Temporal's and Typesense's port.
    private func stores(_ first: UInt16, _ clamd: UInt16) -> StoreAvailability {
        var endpoints = StoreEndpoints()
        let address = StoreEndpoints.Address(host: "127.0.0.1", port: first)
        endpoints.temporal = address
        endpoints.typesense = StoreEndpoints.Typesense(address: address, apiKey: StoreServer.apiKey)
        endpoints.clamd = StoreEndpoints.Address(host: "127.0.0.1", port: clamd)
        let ready = [StoreName.temporal, .typesense, .clamav].map { ($0, StoreAvailability.State.ready(instance: "1")) }
        return StoreAvailability(states: Dictionary(uniqueKeysWithValues: ready), endpoints: endpoints)
    }

    /// The sum of a metric's samples; nil if there are none.
    private func value(_ name: String, in families: [MetricFamily]) -> Double? {
        let samples = families.filter { $0.name == name }.flatMap(\.samples)
        return samples.isEmpty ? nil : samples.reduce(0) { $0 + $1.value }
    }

    private func succeeded(_ families: [MetricFamily]) -> [String: Double] {
        let samples = families.filter { $0.name == "cpadev_store_figures_success" }.flatMap(\.samples)
        return Dictionary(uniqueKeysWithValues: samples.map { ($0.labels[0].value, $0.value) })
    }
}
