import ControlAPI
import ControlClient
import ControlServer
import FoundationEssentials
import Testing

/// Work that takes long: a client can tell that it goes on, and can cancel it.
@Suite(.timeLimit(.minutes(1))) struct LongWorkTests {
    private static let beat = Duration.milliseconds(20)

    /// What comes from a connection until a text is in it.
    private func received(_ connection: borrowing RawConnection, until text: String) async -> String {
        var received = ""
        while !received.contains(text), let piece = await connection.answer(), !piece.isEmpty { received += piece }
        return received
    }

    @Test func aLateAnswerShowsThatItIsOnItsWay() async throws {
        let stack = SlowStack()
        try await ServedStack.with(stack, beat: Self.beat) { path, client in
            let connection = try RawConnection(path)
            await connection.send("GET /v1/data HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            // Chunks that are a newline each: the head and three signs of life come while nothing is done.
            let early = await received(connection, until: "1\r\n\n\r\n1\r\n\n\r\n1\r\n\n\r\n")
            #expect(early.hasPrefix("HTTP/1.1 200") && early.contains(DeferredResponse.mediaType))
            let asking = Task { try await client.dataStatus() }
            stack.open()
            let status = try await asking.value
            #expect(status == DataStatus(state: .seeded))
            let late = await received(connection, until: "}")
            #expect(late.contains("\"state\":\"seeded\""), "\(late)")
        }
    }

    @Test func aLateErrorIsTheSameError() async throws {
        let failure = ControlError(.portTaken, "taken", hint: "end it")
        let stack = SlowStack(failure: failure)
        try await ServedStack.with(stack, beat: Self.beat) { path, client in
            let command = Task { try await client.perform(.restart(services: [])) }
            let connection = try RawConnection(path)
            await connection.send("GET /v1/data HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            _ = await received(connection, until: "1\r\n\n\r\n1\r\n\n\r\n1\r\n\n\r\n")
            stack.open()
            await #expect(throws: failure) { _ = try await command.value }
            let late = await received(connection, until: "}}")
            #expect(late.contains("\"late_error\":{") && late.contains("\"port_taken\""), "\(late)")
        }
    }

    @Test func aQuietLogStreamShowsThatItLives() async throws {
        let stack = SlowStack()
        try await ServedStack.with(stack, beat: Self.beat) { _, client in
            var signs = 0
            for try await batch in try await client.packedLogs(LogQuery(follow: true)) {
                #expect(batch.count == 0)
                signs += 1
                if signs == 3 { stack.open() }
            }
            #expect(signs >= 3)
        }
    }

    @Test func anOperationThatIsCancelledTellsWhatBecameOfIt() async throws {
        let stack = SlowStack()
        try await ServedStack.with(stack, beat: Self.beat) { _, client in
            let cancelling = Task { try await client.cancelOperation("op/1 ü") }
            var events: [DataEvent] = []
            for try await event in client.perform(.reset(ResetRequest()), operation: "op/1 ü") { events.append(event) }
            let isCancelled = try await cancelling.value
            #expect(isCancelled)
            #expect(events == [.failed(ControlError(.cancelled, "cancelled; nothing was changed"))])
            var ends = stack.cancelled.makeAsyncIterator()
            #expect(await ends.next() == "op/1 ü by request")
        }
    }

    @Test func anOperationWhoseReaderLeavesIsCancelled() async throws {
        let stack = SlowStack()
        try await ServedStack.with(stack, beat: Self.beat) { path, client in
            do {
                let body = String(decoding: try ControlCoding.encode(DataCommand.reset(ResetRequest())), as: UTF8.self)
                let connection = try RawConnection(path)
                await connection.send(
                    "POST /v1/data?operation=mine HTTP/1.1\r\nhost: x\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
                        + body
                )
                #expect(await received(connection, until: "\n\r\n").hasPrefix("HTTP/1.1 200"))
            }
            // The connection is closed: the next sign of life does not arrive.
            var ends = stack.cancelled.makeAsyncIterator()
            #expect(await ends.next() == "mine by its reader")
        }
    }

    @Test func whatCameThroughPipesIsHandedOver() async throws {
        let (taken, continuation) = AsyncStream.makeStream(of: [PipedInput].self)
        let inputs = [
            PipedInput(path: "-", content: Data([0, 255, 10])), PipedInput(path: "/dev/fd/63", content: Data()),
        ]
        try await ServedStack.with(SlowStack(), acceptInputs: { continuation.yield($0) }) { _, client in
            try await client.hand(inputs)
            try await client.hand([])
        }
        continuation.finish()
        var all: [[PipedInput]] = []
        for await some in taken { all.append(some) }
        #expect(all == [inputs])
    }
}
