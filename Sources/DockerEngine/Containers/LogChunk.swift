/// A piece of a container's or exec's output, with arbitrary boundaries.
package struct LogChunk: Hashable, Sendable {
    package var stream: OutputStream
    package var bytes: [UInt8]

    package init(stream: OutputStream, bytes: [UInt8]) {
        self.stream = stream
        self.bytes = bytes
    }

    /// The bytes as text, with invalid UTF-8 replaced.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
