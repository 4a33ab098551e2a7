/// Makes a stream of other elements, at the pace of whoever asks. There is one caller at a time.
package actor BatchReader<Input: Sendable, Output: Sendable> {
    private var iterator: AsyncThrowingStream<Input, any Error>.Iterator
    private let transform: @Sendable (Input) -> Output

    /// - Parameter transform: makes an element of the new stream.
    package init(
        _ stream: AsyncThrowingStream<Input, any Error>,
        _ transform: @escaping @Sendable (Input) -> Output
    ) {
        iterator = stream.makeAsyncIterator()
        self.transform = transform
    }

    /// The next element; nil at the end.
    package func next() async throws -> Output? {
        var iterator = iterator
        defer { self.iterator = iterator }
        return try await iterator.next(isolation: self).map(transform)
    }
}
