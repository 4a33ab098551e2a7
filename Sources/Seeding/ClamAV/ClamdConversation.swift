import Foundations
import NIOCore
import NIOPosix

/// One command to clamd, over a connection of its own. Source: clamd(8); `z` selects NUL as line terminator.
struct ClamdConversation: Sendable {
    let address: StoreEndpoints.Address
    /// From connecting to the end of the reply.
    let timeout: Duration
    /// The maximum size of the reply, in bytes.
    let answerLimit: Int

    /// Sends a command and returns the reply, up to the first NUL.
    /// - Throws: ``SeedingError`` if clamd cannot be reached, times out or does not speak the protocol.
    func ask(
        _ send: @escaping @Sendable (NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Void
    ) async throws -> String {
        let place = "clamd at \(address.host):\(address.port)"
        let late = SeedingError(.unreachable, "\(place) did not answer in \(timeout)")
        return try await TimeLimit.run(timeout, late: late) {
            do { return try await converse(send) } catch {
                try Task.checkCancellation()
                switch error {
                case let error as SeedingError: throw error
                default: throw SeedingError(.unreachable, "\(place): \(failureWords(error))")
                }
            }
        }
    }

    private func converse(
        _ send: @escaping @Sendable (NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Void
    ) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(host: address.host, port: Int(address.port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                // If a file is too large, clamd replies before it has read everything and then stops reading. The
                // reply has the reason; the write error does not.
                group.addTask { try? await send(outbound) }
                return try await answer(inbound)
            }
        }
    }

    private func answer(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String {
        var answer: [UInt8] = []
        for try await part in inbound {
            answer += part.readableBytesView
            if let mark = answer.firstIndex(of: 0) { return String(decoding: answer[..<mark], as: UTF8.self) }
            guard answer.count <= answerLimit else {
                throw SeedingError(.garbled, "clamd's reply exceeds \(answerLimit) bytes")
            }
        }
        try Task.checkCancellation()
        throw SeedingError(
            answer.isEmpty ? .unreachable : .garbled,
            "clamd closed the connection \(answer.isEmpty ? "without a reply" : "in the middle of a reply")"
        )
    }
}
