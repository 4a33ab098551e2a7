import ControlAPI
import ControlClient
import Foundation
import Glibc
import LogAnalysis
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ControlSocketTests {
    @Test func theSocketIsForItsOwnerAlone() async throws {
        try await ServedStack.with(FakeStack()) { path, _ in
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o600)
            #expect(UnixSocket.isListening(at: path))
        }
    }

    @Test func aSnapshotComesOverAsItIs() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { _, client in
            let snapshot = try await client.snapshot()
            #expect(snapshot == stack.snapshotValue)
        }
    }

    @Test func aCommandComesOverAndItsReplyComesBack() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { _, client in
            let reply = try await client.perform(.restart(services: ["größe", "b"]))
            #expect(reply == CommandReply(services: ["a"], changes: ["a: image changed"], sequence: 12))
            #expect(stack.commands == [.restart(services: ["größe", "b"])])
        }
    }

    @Test(
        arguments: [
            .unknownService, .invalidProject, .notFound, .badRequest, .portTaken, .processHangs, .shuttingDown,
            .internal,
            .init(rawValue: "from_the_future"),
        ] as [ControlError.Code]
    )
    func anErrorOfACommandComesBackWithItsCode(code: ControlError.Code) async throws {
        let stack = FakeStack()
        let error = ControlError(code, "what went wrong", hint: "what to do")
        stack.fail(with: error)
        try await ServedStack.with(stack) { _, client in
            await #expect(throws: error) { _ = try await client.perform(.up(services: [])) }
        }
    }

    @Test func anUnexpectedErrorIsInternal() async throws {
        struct Unexpected: Error {}
        let stack = FakeStack()
        stack.fail(with: Unexpected())
        try await ServedStack.with(stack) { _, client in
            await #expect(throws: ControlError(.internal, "Unexpected()")) {
                _ = try await client.perform(.up(services: []))
            }
        }
    }

    @Test func aProfileIsThereOnceAStartIsComplete() async throws {
        try await ServedStack.with(FakeStack()) { _, client in
            let profile = try await client.startupProfile()
            #expect(profile == nil)
        }
        try await ServedStack.with(FakeStack(profile: Samples.profile)) { _, client in
            let profile = try await client.startupProfile()
            #expect(profile == Samples.profile)
        }
    }

    @Test func anEnvironmentIsThatOfTheNamedService() async throws {
        let environment: @Sendable (String) async -> [String: String]? = { $0 == "db.1-x_2" ? ["A": "1"] : nil }
        try await ServedStack.with(FakeStack(), environment: environment) { _, client in
            let variables = try await client.environment(of: "db.1-x_2")
            #expect(variables == ["A": "1"])
            await #expect {
                _ = try await client.environment(of: "nobody")
            } throws: {
                ($0 as? ControlError)?.code == .unknownService
            }
        }
    }

    @Test(arguments: ["a b", "größe", "a/b", "50%", "日本"])
    func aNameComesOverInAPathWhateverItsLetters(name: String) async throws {
        try await ServedStack.with(FakeStack(), environment: { $0 == name ? ["A": "1"] : nil }) { _, client in
            let variables = try await client.environment(of: name)
            #expect(variables == ["A": "1"])
        }
    }

    @Test func aNameThatIsNoTextIsABadRequest() async throws {
        try await ServedStack.with(FakeStack(), environment: { _ in [:] }) { path, _ in
            let connection = try RawConnection(path)
            await connection.send(
                "GET /v1/services/%FF/environment HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
            )
            #expect(await connection.answer()?.hasPrefix("HTTP/1.1 400") == true)
        }
    }

    @Test func logLinesComeOverWithTheirQuery() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { _, client in
            let query = LogQueryParameterTests.full
            var lines: [LogLine] = []
            for try await batch in try await client.logs(query) { lines += batch.lines }
            #expect(lines.map(\.text) == ["line\n0", "line\n1", "line\n2"])
            for try await _ in try await client.logs(LogQuery()) {}
            #expect(stack.queries == [query, LogQuery()])
        }
    }

    @Test func whoAcceptsNoBlocksGetsJSONLines() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { path, _ in
            let connection = try RawConnection(path)
            await connection.send("GET /v1/logs?grep=a%2Bb&tail=2 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            let answer = await connection.answer() ?? ""
            #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("application/x-ndjson"), "\(answer)")
            #expect(stack.queries == [LogQuery(filter: LogFilter(pattern: LogPattern("a+b")), tail: 2)])
        }
    }

    @Test(arguments: ["tail=x", "greb=a", "since=noon", "level="])
    func aQueryThatCannotBeUnderstoodIsABadRequest(query: String) async throws {
        try await ServedStack.with(FakeStack()) { path, _ in
            for place in ["logs", "logs/patterns"] {
                let connection = try RawConnection(path)
                await connection.send("GET /v1/\(place)?\(query) HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                let answer = await connection.answer() ?? ""
                #expect(answer.hasPrefix("HTTP/1.1 400") && answer.contains(#""code":"bad_request""#), "\(answer)")
            }
        }
    }

    @Test func metricsAreInPrometheusText() async throws {
        let ready = MetricFamily("up", .gauge, "Up.", [.init([("service", "a\"b\n\\")], 1), .init([], 0.5)])
        let empty = MetricFamily("none", .counter, "Nothing.", [])
        try await ServedStack.with(FakeStack(), metrics: [ready, empty]) { path, _ in
            let connection = try RawConnection(path)
            await connection.send("GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            let answer = await connection.answer() ?? ""
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.contains("text/plain; version=0.0.4"))
            #expect(answer.contains("# HELP up Up.\n# TYPE up gauge\nup{service=\"a\\\"b\\n\\\\\"} 1\nup 0.5\n"))
            #expect(!answer.contains("none"))
        }
    }

    // MARK: Bad peers

    @Test func aClientThatNeverReadsSlowsNobody() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { path, client in
            var subscriptions = stack.subscriptions.makeAsyncIterator()
            let silent = try RawConnection(path)
            await silent.send("GET /v1/events HTTP/1.1\r\nhost: x\r\n\r\n")
            await subscriptions.next()
            var received = 0
            for try await _ in client.updates(after: nil) {
                received += 1
                if received == 3000 { break }
            }
            #expect(received == 3000)
            let snapshot = try await client.snapshot()
            #expect(snapshot == stack.snapshotValue)
            // What waits for the silent one is what buffers hold, however long it is silent.
            #expect(stack.pulls[0] < 1500)
            _ = silent
        }
    }

    @Test func aClientThatGoesAwayEndsItsSubscription() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { path, client in
            var subscriptions = stack.subscriptions.makeAsyncIterator()
            for _ in 0..<20 {
                let connection = try RawConnection(path)
                await connection.send("GET /v1/events HTTP/1.1\r\nhost: x\r\n\r\n")
                await subscriptions.next()
            }
            let snapshot = try await client.snapshot()
            #expect(snapshot == stack.snapshotValue)
        }
    }

    @Test(
        arguments: [
            "garbage\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
            "GET /v1/../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n", "GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n",
            "DELETE /v1/snapshot HTTP/1.1\r\nhost: x\r\n\r\n", "GET /v1/snapshot HTTP/1.1\r\n: x\r\n\r\n",
            "POST /v1/commands HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n{",
            "POST /v1/commands HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nnull",
            "POST /v1/commands HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
            "POST /v1/commands HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "GET /v1/services/%FF%FE/environment HTTP/1.1\r\nhost: x\r\n\r\n",
            "GET /v1/events?after=99999999999999999999999 HTTP/1.1\r\nhost: x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n",
        ]
    )
    func garbageIsAnsweredOrClosedAndTheServerLivesOn(text: String) async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { path, client in
            let connection = try RawConnection(path)
            await connection.send(text)
            #expect(await connection.answer() != nil)
            let snapshot = try await client.snapshot()
            #expect(snapshot == stack.snapshotValue)
        }
    }

    @Test func randomBytesAreAnsweredOrClosedAndTheServerLivesOn() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { path, client in
            var random = SeededGenerator(seed: 1)
            for length in [1, 10, 1000, 100_000, 1_000_000] {
                let connection = try RawConnection(path)
                await connection.send((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
                connection.finish()
                #expect(await connection.answer() != nil)
            }
            let snapshot = try await client.snapshot()
            #expect(snapshot == stack.snapshotValue)
        }
    }

    @Test func aBodyBeyondTheLimitIsRefused() async throws {
        let stack = FakeStack()
        try await ServedStack.with(stack) { path, client in
            let connection = try RawConnection(path)
            await connection.send("POST /v1/commands HTTP/1.1\r\nhost: x\r\ncontent-length: 17000000\r\n\r\n")
            await connection.send(String(repeating: " ", count: 17_000_000))
            #expect(await connection.answer()?.hasPrefix("HTTP/1.1 413") == true)
            #expect(stack.commands.isEmpty)
            let snapshot = try await client.snapshot()
            #expect(snapshot == stack.snapshotValue)
        }
    }

    @Test func aCommandThatIsNoneIsABadRequest() async throws {
        try await ServedStack.with(FakeStack()) { path, _ in
            let connection = try RawConnection(path)
            await connection.send("POST /v1/commands HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
            let answer = await connection.answer() ?? ""
            #expect(answer.hasPrefix("HTTP/1.1 400"))
            #expect(answer.contains(#""code":"bad_request""#))
        }
    }

    // MARK: Nobody there

    @Test func nobodyListensWhereNoFileIs() async {
        let client = ControlClient(socketPath: "/no/such/socket")
        await #expect(throws: ControlError(.noSupervisor, "no stack is running here", hint: "start it with: cpadev up"))
        {
            _ = try await client.snapshot()
        }
        await #expect {
            for try await _ in client.updates(after: nil) {}
        } throws: {
            ($0 as? ControlError)?.code == .noSupervisor
        }
    }

    @Test func aDeadSocketFileIsNobodyAndANewServerReplacesIt() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/dead-" + UUID().uuidString.prefix(8)
        try await ServedStack.with(FakeStack()) { live, _ in #expect(link(live, path) == 0) }
        defer { unlink(path) }
        #expect(access(path, F_OK) == 0)
        #expect(!UnixSocket.isListening(at: path))
        await #expect {
            _ = try await ControlClient(socketPath: path).snapshot()
        } throws: {
            ($0 as? ControlError)?.code == .noSupervisor
        }
    }

    @Test func aSupervisorThatEndsWhileACommandConnectsIsNobody() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/busy-" + UUID().uuidString.prefix(8)
        defer { unlink(path) }
        let command: Task<CommandReply, any Error>
        do {
            let listener = try BusyListener(path)
            command = Task { try await ControlClient(socketPath: path).perform(.restart(services: [])) }
            // Nothing shows that the client has begun to connect. If it is later, it finds nobody at once.
            try await Task.sleep(for: .milliseconds(100))
            _ = consume listener
        }
        await #expect {
            _ = try await command.value
        } throws: {
            ($0 as? ControlError)?.code == .noSupervisor
        }
    }

    @Test func aPathThatNoSocketCanHaveIsNobody() {
        #expect(!UnixSocket.isListening(at: "/" + String(repeating: "x", count: 200)))
        #expect(!UnixSocket.isListening(at: ""))
    }

    @Test func aServerEndsInOrderWhileClientsConnect() async throws {
        for _ in 0..<5 {
            let (begins, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let (ends, ending) = AsyncStream.makeStream(of: Int.self)
            try await ServedStack.with(FakeStack()) { path, _ in
                Thread.detachNewThread {
                    var count = 0
                    while (try? RawConnection(path)) != nil {
                        count += 1
                        if count == 20 { continuation.finish() }
                    }
                    ending.yield(count)
                    ending.finish()
                }
                for await _ in begins {}
            }
            for await count in ends { #expect(count >= 20) }
        }
    }
}
