/// Bytes that are made while they are sent, such as the archive of a build's context.
package struct ByteProducer: Sendable {
    /// The next piece; nil at the end. Never asked twice at the same time.
    let next: @Sendable () async throws(EngineError) -> [UInt8]?

    /// Bytes from a closure, which is asked for the next piece when the one before was taken; nil ends them. What it
    /// throws ends the request.
    package init(_ next: @escaping @Sendable () async throws(EngineError) -> [UInt8]?) { self.next = next }

    /// All bytes at once.
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
