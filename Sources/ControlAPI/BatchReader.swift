/// Transforms the elements of a stream on demand. Supports a single caller at a time.
package actor BatchReader<Input: Sendable, Output: Sendable> {
    private var iterator: AsyncThrowingStream<Input, any Error>.Iterator
    private let transform: @Sendable (Input) -> Output

    /// - Parameter transform: converts an element.
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
