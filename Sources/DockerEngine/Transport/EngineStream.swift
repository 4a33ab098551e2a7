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
        private var ready: ArraySlice<Element> = []
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
                if let element = ready.popFirst() { return element }
                switch end {
                case .complete: return nil
                case .failed(let error): throw error
                case nil: await readMore(isolation: actor)
                }
            }
        }

        /// Reads and decodes the next piece. Values decoded before a failure are delivered first.
        private mutating func readMore(isolation actor: isolated (any Actor)?) async {
            var decoded: [Element] = []
            defer { ready = decoded[...] }
            do throws(EngineError) {
                if let piece = try await ResponseBody.next(&bytes, isolation: actor) {
                    try decoder.decode(piece, into: &decoded)
                } else {
                    end = .complete
                    try decoder.finish(into: &decoded)
                }
            } catch {
                end = .failed(error)
                connection.close()
            }
        }
    }

    /// Must be called once.
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body, decoder: decoder) }
}

/// Decodes values from a body whose bytes arrive in arbitrary pieces.
protocol StreamDecoder<Element>: Sendable {
    associatedtype Element: Sendable

    /// Appends the values that these bytes complete.
    mutating func decode(_ bytes: ByteBuffer, into elements: inout [Element]) throws(EngineError)

    /// Appends the values that were still incomplete at the end of the body.
    mutating func finish(into elements: inout [Element]) throws(EngineError)
}
