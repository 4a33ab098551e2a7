import ComposeModel
import Health
import Testing

/// Answers that are well-formed, each protocol's own.
@Suite struct ScriptedServiceTests {
    private func answer(_ probe: (UInt16) -> Probe, _ script: [FakeServer.Step]) async throws -> ProbeOutcome {
        try await FakeServer.run(script) { server in await ProbeFactory.check(probe(server.port)) }
    }

    // MARK: redis

    @Test func redisThatPongsIsReadyHoweverSlowly() async throws {
        let outcome = try await answer(
            { .redis(port: $0, password: nil) },
            [.read, .trickle(Array("+PONG\r\n".utf8))]
        )
        #expect(outcome.succeeded)
        #expect(outcome.message == "PONG")
    }

    @Test(arguments: [
        "-LOADING Redis is loading the dataset in memory",
        "-NOAUTH Authentication required.",
    ])
    func redisErrorIsNotReadyAndToldAsItIs(reply: String) async throws {
        let outcome = try await answer(
            { .redis(port: $0, password: nil) },
            [.read, .write(Array("\(reply)\r\n".utf8))]
        )
        #expect(!outcome.succeeded)
        #expect(outcome.message == String(reply.dropFirst()))
    }

    @Test func redisPasswordIsSentFirst() async throws {
        let good = try await answer(
            { .redis(port: $0, password: "s3cret") },
            [.read, .write(Array("+OK\r\n+PONG\r\n".utf8))]
        )
        #expect(good.succeeded)
        let bad = try await answer(
            { .redis(port: $0, password: "wrong") },
            [.read, .write(Array("-WRONGPASS invalid username-password pair or user is disabled.\r\n".utf8))]
        )
        #expect(!bad.succeeded)
        #expect(bad.message.hasPrefix("WRONGPASS"))
        #expect(!bad.message.contains("wrong"))
    }

    @Test func redisEchoIsNoPong() async throws {
        let outcome = try await answer(
            { .redis(port: $0, password: nil) },
            [.read, .write(Array("*1\r\n$4\r\nPING\r\n".utf8))]
        )
        #expect(!outcome.succeeded)
        #expect(outcome.message == "unexpected answer to PING: an array of length 1")
    }

    // MARK: clamd

    @Test func clamdThatPongsIsReady() async throws {
        let outcome = try await answer({ .clamd(port: $0) }, [.read, .trickle(Array("PONG\0".utf8))])
        #expect(outcome.succeeded)
        #expect(outcome.message == "PONG")
    }

    @Test func clamdWithAnotherAnswerIsNotReady() async throws {
        let outcome = try await answer({ .clamd(port: $0) }, [.read, .write(Array("UNKNOWN COMMAND\0".utf8))])
        #expect(!outcome.succeeded)
        #expect(outcome.message == "expected PONG, got: UNKNOWN COMMAND")
    }

    // MARK: http

    private func http(
        _ response: String,
        statuses: [Int] = [],
        end: [FakeServer.Step] = [.close]
    ) async throws -> ProbeOutcome {
        try await answer(
            { .http(port: $0, path: "/health", headers: ["X-Key": "k"], statuses: statuses) },
            [.read, .write(Array(response.utf8))] + end
        )
    }

    @Test func httpBelow400IsReady() async throws {
        let outcome = try await http("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(outcome.succeeded)
        #expect(outcome.message == "HTTP 200 OK")
    }

    @Test func httpRedirectIsReadyAndNotFollowed() async throws {
        let outcome = try await http(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(outcome.succeeded)
        #expect(outcome.message == "HTTP 302 Found")
    }

    @Test func httpErrorTellsStatusAndBody() async throws {
        let outcome = try await http("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 12\r\n\r\nnot\nyet, sir")
        #expect(!outcome.succeeded)
        #expect(outcome.message == "HTTP 503 Service Unavailable: not yet, sir")
    }

    @Test func httpListedStatusesReplaceTheRule() async throws {
        let wanted = try await http("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", statuses: [401])
        #expect(wanted.succeeded)
        let other = try await http("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", statuses: [401])
        #expect(!other.succeeded)
    }

    @Test func httpBodyWithoutEndDoesNotHoldTheAnswerBack() async throws {
        let outcome = try await http("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nsome", end: [])
        #expect(outcome.succeeded)
        #expect(outcome.latency < .seconds(3))
    }

    @Test func httpBodyIsReadToALimit() async throws {
        let body = String(repeating: "x", count: 1 << 20)
        let outcome = try await http("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 30)\r\n\r\n\(body)", end: [])
        #expect(outcome.succeeded)
    }
}
