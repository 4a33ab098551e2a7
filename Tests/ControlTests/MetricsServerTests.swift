import AsyncHTTPClient
import ControlAPI
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import ControlServer

/// Metrics on a port of the loopback address.
@Suite(.timeLimit(.minutes(1))) struct MetricsServerTests {
    private static func server(_ told: @escaping @Sendable (String) async -> Void = { _ in }) -> MetricsServer {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return MetricsServer(
            metrics: { [MetricFamily("up", .gauge, "Up.", 1)] },
            announce: told,
            retryInterval: .milliseconds(20),
            logger: logger
        )
    }

    /// Runs a server on a port that was free, or that something else holds at first.
    private func with(_ port: UInt16, _ server: MetricsServer, _ body: () async throws -> Void) async throws {
        let (changes, continuation) = AsyncStream.makeStream(of: Void.self)
        let serving = Task { await server.run(port: { port }, changes: changes) }
        do { try await body() } catch {
            continuation.finish()
            await serving.value
            throw error
        }
        continuation.finish()
        await serving.value
    }

    /// Asks until the server listens.
    private func answer(_ port: UInt16) async throws -> (status: UInt, body: String) {
        while true {
            do {
                let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/metrics")
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
                return (response.status.code, String(buffer: try await response.body.collect(upTo: 1 << 16)))
            } catch { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    @Test func itAnswersOnlyUnderTheNamesOfThisMachine() async throws {
        let port = LoopbackPort.free()
        try await with(port, Self.server()) {
            let answer = try await answer(port)
            #expect(answer.status == 200 && answer.body == "# HELP up Up.\n# TYPE up gauge\nup 1\n")
        }
        for name in ["localhost:9464", "127.0.0.1:80", "127.0.0.1", "cpadev:9464"] {
            #expect(MetricsServer.isLocal(name))
        }
        for name in ["evil.example:9464", "evil.localhost.example", "1.2.3.x", "cpadev.example", ""] {
            #expect(!MetricsServer.isLocal(name))
        }
    }

    @Test func aTakenPortIsToldOnceAndUsedWhenItIsFree() async throws {
        let port = LoopbackPort.free()
        var other = LoopbackPort.Listener(port)
        try #require(other != nil)
        let told = Mutex<[String]>([])
        try await with(port, Self.server { words in told.withLock { $0.append(words) } }) {
            while told.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(10)) }
            other = nil
            #expect(try await answer(port).status == 200)
        }
        let words = told.withLock { $0 }
        #expect(words.count == 1 && words.first?.hasPrefix("metrics: cannot listen on 127.0.0.1:\(port): ") == true)
    }
}
