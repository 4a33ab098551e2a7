import ComposeModel
import Health
import Testing

/// What every protocol makes of peers that do not do what they should.
@Suite struct FaultyPeerTests {
    private static let timeout = Duration.milliseconds(150)
    /// Two busy cores may be late in noticing.
    private static let slack = Duration.milliseconds(500)

    @Test(arguments: Wire.allCases)
    func closedPortIsRefusedAtOnce(wire: Wire) async {
        let closed = ClosedPort()
        let outcome = await ProbeFactory.check(wire.probe(port: closed.port), timeout: .seconds(20))
        #expect(!outcome.succeeded)
        #expect(outcome.message == "connection refused")
        #expect(outcome.latency < .seconds(5))
    }

    @Test(arguments: Wire.talking)
    func silentPeerTimesOut(wire: Wire) async throws {
        let outcome = try await FakeServer.run([]) { server in
            await ProbeFactory.check(wire.probe(port: server.port), timeout: Self.timeout)
        }
        expectTimeout(outcome)
    }

    @Test(arguments: Wire.talking)
    func partialAnswerTimesOut(wire: Wire) async throws {
        let outcome = try await FakeServer.run([.read, .write(wire.partialAnswer)]) { server in
            await ProbeFactory.check(wire.probe(port: server.port), timeout: Self.timeout)
        }
        expectTimeout(outcome)
    }

    @Test(arguments: Wire.talking)
    func peerThatClosesAtOnceIsNotReady(wire: Wire) async throws {
        let outcome = try await FakeServer.run([.close]) { server in
            await ProbeFactory.check(wire.probe(port: server.port))
        }
        #expect(!outcome.succeeded)
        #expect(!outcome.message.isEmpty && !outcome.message.contains("timed out"), "\(outcome.message)")
    }

    @Test(arguments: Wire.talking)
    func answerThatIsCutOffIsNotReady(wire: Wire) async throws {
        let outcome = try await FakeServer.run([.read, .write(wire.partialAnswer), .close]) { server in
            await ProbeFactory.check(wire.probe(port: server.port))
        }
        #expect(!outcome.succeeded)
        #expect(!outcome.message.isEmpty && !outcome.message.contains("timed out"), "\(outcome.message)")
    }

    @Test(arguments: Wire.talking)
    func garbageIsNotReadyAndItsMessageIsHarmless(wire: Wire) async throws {
        let garbage = Array("\u{1B}[2J\u{7}garbage\r\nmore\0".utf8) + Array(repeating: 0xFF, count: 4096)
        let outcome = try await FakeServer.run([.read, .write(garbage), .close]) { server in
            await ProbeFactory.check(wire.probe(port: server.port))
        }
        #expect(!outcome.succeeded)
        #expect(!outcome.message.isEmpty && outcome.message.count <= 200)
        #expect(!outcome.message.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test func tcpNeedsAnAcceptedConnectionOnly() async throws {
        let outcome = try await FakeServer.run([.close]) { server in
            await ProbeFactory.check(.tcp(port: server.port))
        }
        #expect(outcome.succeeded)
        #expect(outcome.message == "connection accepted")
    }

    @Test func unpublishedPortIsToldByName() async {
        let factory = ProbeFactory()
        let probe = factory.probe(for: .tcp(port: 5432)) { _ in
            nil
        } runner: { _, _ in
            CommandResult(end: .timedOut)
        }
        #expect(await probe.check(timeout: .seconds(1)).message == "port 5432 is not published")
        await factory.shutdown()
    }

    @Test(arguments: Wire.talking)
    func cancellationEndsACheckLongBeforeItsTimeout(wire: Wire) async throws {
        try await FakeServer.run([]) { server in
            let factory = ProbeFactory()
            let probe = factory.loopback(wire.probe(port: server.port))
            let start = ContinuousClock.now
            let check = Task { await probe.check(timeout: .seconds(60)) }
            check.cancel()
            #expect(await !check.value.succeeded)
            #expect(start.duration(to: .now) < .seconds(20))
            await factory.shutdown()
        }
    }

    private func expectTimeout(_ outcome: ProbeOutcome) {
        #expect(!outcome.succeeded)
        #expect(outcome.message.hasPrefix("timed out: "), "\(outcome.message)")
        #expect(outcome.latency >= Self.timeout - .milliseconds(1) && outcome.latency < Self.timeout + Self.slack)
    }
}
