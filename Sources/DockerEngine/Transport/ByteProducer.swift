/// Bytes that are produced while they are sent, such as the archive of a build's context.
package struct ByteProducer: Sendable {
    /// Returns the next piece, or nil at the end. Calls never overlap.
    let next: @Sendable () async throws(EngineError) -> [UInt8]?

    /// Creates a producer from a closure that returns the next piece, or nil at the end. It is called once the previous
    /// piece has been accepted. An error fails the request.
    package init(_ next: @escaping @Sendable () async throws(EngineError) -> [UInt8]?) { self.next = next }

    /// Creates a producer of a single piece.
    package init(_ bytes: [UInt8]) {
        let source = Once(bytes)
        self.init { () async throws(EngineError) in await source.take() }
    }

    private actor Once {
        private var bytes: [UInt8]?
        init(_ bytes: [UInt8]) { self.bytes = bytes.isEmpty ? nil : bytes }
        func take() -> [UInt8]? {
            defer { bytes = nil }
            return bytes
        }
    }
}
