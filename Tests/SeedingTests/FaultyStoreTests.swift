import TestSupport
import Testing

@testable import Seeding

/// Peers that are not there, say nothing, or speak another protocol.
@Suite struct FaultyStoreTests {
    enum Store: String, CaseIterable, CustomTestStringConvertible {
        case redis, typesense, temporal

        var testDescription: String { rawValue }

        func ask(_ port: UInt16, patience: Duration = .seconds(1)) async throws {
            let address = StoreEndpoints.Address(host: "127.0.0.1", port: port)
            switch self {
            case .redis: _ = try await RedisConnection(address, patience: patience).run("PING")
            case .typesense:
                _ = try await StoreHTTP(name: "Typesense", address: address, timeout: patience)
                    .send(StoreHTTP.Request(method: "GET", target: "/collections"))
            case .temporal:
                try await TemporalClient.connected(to: address, namespace: "default", timeout: patience) {
                    _ = try await $0.list("", limit: 1)
                }
            }
        }

        func failure(_ port: UInt16) async throws -> SeedingError {
            let start = ContinuousClock.now
            let error = try #require(await #expect(throws: SeedingError.self) { try await ask(port) })
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(!error.message.isEmpty)
            return error
        }
    }

    @Test(arguments: Store.allCases)
    func nobodyIsUnreachable(_ store: Store) async throws {
        #expect(try await store.failure(LoopbackPort.free()).code == .unreachable)
    }

    @Test(arguments: Store.allCases)
    func silenceIsUnreachable(_ store: Store) async throws {
        let peer = ListeningSocket(answer: "")
        #expect(try await store.failure(peer.port).code == .unreachable)
    }

    @Test(arguments: Store.allCases)
    func cancellingEndsTheWaitForASilentPeer(_ store: Store) async throws {
        let peer = ListeningSocket(answer: "")
        let task = Task { try await store.ask(peer.port, patience: .seconds(60)) }
        try await peer.connected()
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test func anAnswerThatStopsHalfWayIsUnreachable() async throws {
        let peer = ListeningSocket(answer: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin")
        #expect(try await Store.typesense.failure(peer.port).code == .unreachable)
    }

    /// As a server does with an idle connection, perhaps just when a request is sent over it.
    @Test(arguments: [("GET", 1, true), ("PUT", 1, true), ("GET", 2, false), ("POST", 1, false)])
    func aRequestWhoseConnectionIsClosedIsSentAgainIfThatIsHarmless(_ method: String, closed: Int, succeeds: Bool) async
    {
        let peer = ListeningSocket(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", closingFirst: closed)
        let address = StoreEndpoints.Address(host: "127.0.0.1", port: peer.port)
        let http = StoreHTTP(name: "S3", address: address, timeout: .seconds(5))
        let request = StoreHTTP.Request(method: method, target: "/", body: [1])
        do throws {
            #expect(try await http.send(request).isSuccess && succeeds)
        } catch {
            #expect(!succeeds && (error as? SeedingError)?.code == .unreachable, "\(error)")
        }
    }

    @Test(arguments: Store.allCases)
    func anotherProtocolIsAnError(_ store: Store) async throws {
        let peer = ListeningSocket(answer: "220 mail.example ESMTP\r\nGarbage\u{1}\u{2}\r\n")
        let error = try await store.failure(peer.port)
        #expect(store == .temporal || error.code == .garbled)
    }

    @Test func jsonOfAnotherShapeIsGarbled() async throws {
        let body = #"{"hello":[]}"#
        let peer = ListeningSocket(answer: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let address = StoreEndpoints.Address(host: "127.0.0.1", port: peer.port)
        let client = TypesenseClient(StoreEndpoints.Typesense(address: address, apiKey: ""))
        let error = await #expect(throws: SeedingError.self) { try await client.collections() }
        #expect(error?.code == .garbled)
    }
}
