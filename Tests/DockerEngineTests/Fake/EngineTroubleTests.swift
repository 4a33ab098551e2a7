import Glibc
import Synchronization
import Testing

@testable import DockerEngine

/// Engines that are absent, hang, or go away.
@Suite struct EngineTroubleTests {
    @Test func anAbsentSocketIsUnreachable() async throws {
        let client = EngineClient(endpoint: .unix(path: "/nonexistent/docker.sock"), timeouts: .short)
        await #expect { _ = try await client.ping() } throws: { ($0 as? EngineError)?.code == .unreachable }
    }

    @Test func aSocketThatNobodyListensAtIsUnreachable() async throws {
        let path: String
        do {
            let engine = try FakeEngine { _, _ in }
            path = engine.path
            withExtendedLifetime(engine) {}
        }
        let client = EngineClient(endpoint: .unix(path: path), timeouts: .short)
        await #expect { _ = try await client.ping() } throws: { ($0 as? EngineError)?.code == .unreachable }
    }

    @Test func aPathThatIsTooLongForASocketIsUnreachable() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 200)
        let client = EngineClient(endpoint: .unix(path: path), timeouts: .short)
        await #expect { _ = try await client.ping() } throws: { ($0 as? EngineError)?.code == .unreachable }
    }

    @Test func anEngineThatIsTooOldIsToldSo() async throws {
        let old = try ScriptedPing(version: "1.40")
        let client = EngineClient(endpoint: .unix(path: old.path), timeouts: .short)
        await #expect { _ = try await client.info() } throws: { ($0 as? EngineError)?.code == .versionMismatch }
    }

    @Test func aNewerEngineIsSpokenToInTheNewestVersionThatIsKnown() async throws {
        let new = try ScriptedPing(version: "1.99")
        let client = EngineClient(endpoint: .unix(path: new.path), timeouts: .short)
        #expect(try await client.info().apiVersion == APIVersion.maximum)
        _ = try await client.startContainer("x")
        #expect(new.targets.contains { $0.hasPrefix("/v\(APIVersion.maximum)/containers/x/start") })
    }

    @Test func anEngineThatHangsEndsItsStreamOfEvents() async throws {
        let engine = try FakeEngine(pings: 3) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            connection.stall()
        }
        let client = EngineClient(engine)
        let events = try await client.events(filters: [:])
        await #expect { for try await _ in events {} } throws: { ($0 as? EngineError)?.code == .timedOut }
    }

    @Test func anEngineThatLivesKeepsItsSilentStreams() async throws {
        let engine = try FakeEngine { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            // Far longer than a plain call may take.
            usleep(1_500_000)
            connection.send(#"{"Type":"container","Action":"die","Actor":{"ID":"x"}}"# + "\n")
            connection.stall()
        }
        let client = EngineClient(engine)
        for try await event in try await client.events(filters: [:]) {
            #expect(event.action == "die")
            return
        }
    }

    @Test func cancellingATaskEndsItsCallAtOnce() async throws {
        let engine = try FakeEngine { _, connection in connection.stall() }
        let client = EngineClient(
            endpoint: .unix(path: engine.path),
            timeouts: EngineTimeouts(request: .seconds(100))
        )
        _ = try await client.info()
        let task = Task { try await client.inspectContainer("x") }
        task.cancel()
        await #expect { _ = try await task.value } throws: { ($0 as? EngineError)?.code == .cancelled }
    }

    @Test func droppingAStreamClosesItsConnection() async throws {
        let (closed, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
        let engine = try FakeEngine { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            connection.stall()
            continuation.yield()
        }
        let client = EngineClient(engine)
        do { _ = try await client.events(filters: [:]) }
        for await _ in closed { break }
    }

    @Test func aSlowReaderSlowsTheEngineDown() async throws {
        let sent = Mutex(0)
        let engine = try FakeEngine { _, connection in
            connection.send("HTTP/1.0 200 OK\r\n\r\n")
            let frame: [UInt8] = [1, 0, 0, 0, 0, 0, 0x40, 0] + [UInt8](repeating: 0x61, count: 0x4000)
            while connection.send(frame) { sent.withLock { $0 += frame.count } }
        }
        let client = EngineClient(engine)
        let logs = try await client.logs("x", follow: true, isTTY: false)
        var iterator = logs.makeAsyncIterator()
        _ = try await iterator.next()
        // Until the sender stands still.
        var before = -1
        while before != sent.withLock({ $0 }) {
            before = sent.withLock { $0 }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(before < 8 << 20)
    }

    /// Such as that of a short command.
    @Test func outputThatComesWithTheHeadAndTheEndIsWhole() async throws {
        let engine = try FakeEngine { _, connection in
            let head = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
            connection.send([UInt8](head.utf8) + [1, 0, 0, 0, 0, 0, 0, 3] + [UInt8]("ab\n".utf8))
        }
        let client = EngineClient(engine)
        for _ in 0..<50 {
            let text = Mutex("")
            let attachment = try await client.attach("x", isTTY: false) { _, bytes in
                let piece = String(decoding: bytes, as: UTF8.self)
                text.withLock { $0 += piece }
            }
            #expect(await attachment.ended() == nil)
            #expect(text.withLock { $0 } == "ab\n")
        }
    }

    /// As older engines and Podman answer.
    @Test func aConnectionIsTakenOverAfterAPlainAnswerToo() async throws {
        let engine = try FakeEngine { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n")
            let input = connection.readToEnd().drop { $0 != UInt8(ascii: "}") }.dropFirst()
            connection.send([1, 0, 0, 0, 0, 0, 0, UInt8(input.count)] + input)
        }
        let session = try await EngineClient(engine).startExec("x")
        try await session.write(Array("hello".utf8))
        try await session.closeInput()
        var text = ""
        for try await chunk in session.output { text += chunk.text }
        #expect(text == "hello")
    }

    @Test func anUploadThatIsRefusedTellsTheEnginesWords() async throws {
        let engine = try FakeEngine { _, connection in
            connection.answer(#"{"message":"no space left on device"}"#, status: "500 Oops")
        }
        let client = EngineClient(engine)
        let endless = ByteProducer { () async throws(EngineError) in [UInt8](repeating: 0, count: 65536) }
        await #expect {
            try await client.upload(endless)
        } throws: {
            ($0 as? EngineError)?.code == .noSpace
        }
    }

    @Test func anUploadThatNobodyTakesTimesOut() async throws {
        let engine = try FakeEngine { _, connection in
            // Reads nothing.
            usleep(3_000_000)
        }
        let client = EngineClient(engine)
        let endless = ByteProducer { () async throws(EngineError) in [UInt8](repeating: 0, count: 65536) }
        await #expect {
            try await client.upload(endless)
        } throws: {
            ($0 as? EngineError)?.code == .timedOut
        }
    }
}

extension EngineClient {
    /// Sends a body while it is produced.
    fileprivate func upload(_ body: ByteProducer) async throws(EngineError) {
        var request = EngineRequest(.put, "/containers/x/archive", query: [("path", "/")])
        request.body = .stream(body, type: "application/x-tar")
        try await perform(request)
    }
}
