import NIOCore

/// What an engine sends over time, value by value: events, statistics, progress, output.
///
/// It is pulled: the engine is read from only as fast as somebody iterates, with at most 16 pieces of 64 KiB waiting in
/// between. It may be iterated once. It ends with nil where the engine has told all, and throws ``EngineError`` where the
/// connection breaks, a timeout passes, or the engine tells of a failure. Dropping it, or cancelling the task that
/// iterates it, closes the connection.
package struct EngineStream<Element: Sendable>: AsyncSequence, Sendable {
    private let body: ResponseBody
    private let decoder: any StreamDecoder<Element>

    init(_ body: ResponseBody, decoder: any StreamDecoder<Element>) {
        self.body = body
        self.decoder = decoder
    }

    /// Takes the values out, one after the other.
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

        /// The next value; nil at the end.
        package mutating func next() async throws(EngineError) -> Element? { try await next(isolation: nil) }

        /// The next value; nil at the end.
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
                case nil: await readOn(isolation: actor)
                }
            }
        }

        /// What was decoded before a failure is handed over before it.
        private mutating func readOn(isolation actor: isolated (any Actor)?) async {
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

    /// Begins to read. To be called once.
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body, decoder: decoder) }

    /// Closes the connection; whoever iterates gets `cancelled`.
    package func cancel() { body.connection.close() }
}
