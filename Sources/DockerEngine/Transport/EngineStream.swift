import NIOCore

/// A sequence of values that an engine sends over time: events, statistics, progress, output.
///
/// Reading is driven by iteration; at most 16 pieces of 64 KiB are buffered. The sequence can be iterated once. It ends
/// with nil when the response is complete, and throws ``EngineError`` if the connection breaks, a timeout expires or the
/// engine reports an error. Releasing it, or cancelling the task that iterates it, closes the connection.
package struct EngineStream<Element: Sendable>: AsyncSequence, Sendable {
    private let body: ResponseBody
    private let decoder: any StreamDecoder<Element>

    init(_ body: ResponseBody, decoder: any StreamDecoder<Element>) {
        self.body = body
        self.decoder = decoder
    }

    /// The iterator of an ``EngineStream``.
    package struct AsyncIterator: AsyncIteratorProtocol {
        private let connection: EngineConnection
        private var bytes: ResponseBody.Producer.AsyncIterator
        private var decoder: any StreamDecoder<Element>
        private var ready: [Element] = []
        private var taken = 0
        private var end: End?

        private enum End {
            case complete
            case failed(EngineError)
        }

        init(_ body: ResponseBody, decoder: any StreamDecoder<Element>) {
            connection = body.connection
            bytes = body.bytes.makeAsyncIterator()
            self.decoder = decoder
        }

        /// Returns the next value, or nil at the end.
        package mutating func next() async throws(EngineError) -> Element? { try await next(isolation: nil) }

        /// Returns the next value, or nil at the end.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(EngineError) -> Element? {
            while true {
                if taken < ready.count {
                    taken += 1
                    return ready[taken - 1]
                }
                ready.removeAll(keepingCapacity: true)
                taken = 0
                switch end {
                case .complete: return nil
                case .failed(let error): throw error
                case nil: await readMore(isolation: actor)
                }
            }
        }

        /// Reads and decodes the next piece. Values decoded before a failure are delivered first.
        private mutating func readMore(isolation actor: isolated (any Actor)?) async {
            do throws(EngineError) {
                if let piece = try await ResponseBody.next(&bytes, isolation: actor) {
                    try decoder.decode(piece, into: &ready)
                } else {
                    end = .complete
                    try decoder.finish(into: &ready)
                }
            } catch {
                end = .failed(error)
                connection.close()
            }
        }
    }

    /// Must be called once.
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body, decoder: decoder) }

    /// Closes the connection; the iteration then throws `cancelled`.
    package func cancel() { body.connection.close() }
}
