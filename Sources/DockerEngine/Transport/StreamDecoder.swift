import NIOCore

/// Makes values out of a body's bytes, which come cut anywhere.
protocol StreamDecoder<Element>: Sendable {
    associatedtype Element: Sendable

    /// Adds what the bytes complete.
    mutating func decode(_ bytes: ByteBuffer, into elements: inout [Element]) throws(EngineError)

    /// The body has ended: adds what was waiting for more.
    mutating func finish(into elements: inout [Element]) throws(EngineError)
}
