/// A piece of what a container or an exec wrote: any number of lines, cut anywhere.
package struct LogChunk: Hashable, Sendable {
    /// Where it was written to.
    package var stream: OutputStream
    /// What was written.
    package var bytes: [UInt8]

    /// A piece of output.
    package init(stream: OutputStream, bytes: [UInt8]) {
        self.stream = stream
        self.bytes = bytes
    }

    /// The bytes as text; what is no UTF-8 is replaced.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
