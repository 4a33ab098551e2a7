import NIOCore

/// Decodes values from a body whose bytes arrive in arbitrary pieces.
protocol StreamDecoder<Element>: Sendable {
    associatedtype Element: Sendable

    /// Appends the values that these bytes complete.
    mutating func decode(_ bytes: ByteBuffer, into elements: inout [Element]) throws(EngineError)

    /// Appends the values that were still incomplete at the end of the body.
    mutating func finish(into elements: inout [Element]) throws(EngineError)
}
