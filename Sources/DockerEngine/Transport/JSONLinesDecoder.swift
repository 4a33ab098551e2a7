import NIOCore

/// Decodes JSON values, one per line. The last line need not be terminated.
struct JSONLinesDecoder<Value: Decodable & Sendable, Element: Sendable>: StreamDecoder {
    /// A bound on memory. The engine's longest lines are events with all labels, a few KiB.
    static var lineLimit: Int { 4 << 20 }

    private let transform: @Sendable (Value) throws(EngineError) -> [Element]
    private let ending: EngineError?
    private var partial: [UInt8] = []

    /// - Parameters:
    ///   - ending: the error at the end of a stream that has no regular end.
    ///   - transform: converts a line's value; throws if it reports an error.
    init(
        endingWith ending: EngineError? = nil,
        _ transform: @escaping @Sendable (Value) throws(EngineError) -> [Element]
    ) {
        self.ending = ending
        self.transform = transform
    }

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [Element]) throws(EngineError) {
        var rest = bytes.readableBytesView
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            partial += rest[..<end]
            rest = rest[(end + 1)...]
            try takeLine(into: &elements)
        }
        partial += rest
        guard partial.count <= Self.lineLimit else {
            throw EngineError(.malformedResponse, "a line of the engine's response is too long")
        }
    }

    mutating func finish(into elements: inout [Element]) throws(EngineError) {
        try takeLine(into: &elements)
        if let ending { throw ending }
    }

    private mutating func takeLine(into elements: inout [Element]) throws(EngineError) {
        defer { partial.removeAll(keepingCapacity: true) }
        guard partial.contains(where: { $0 > UInt8(ascii: " ") }) else { return }
        elements += try transform(try EngineJSON.decode(Value.self, from: partial))
    }
}

extension JSONLinesDecoder where Value == Element {
    /// Creates a decoder that returns the values unchanged.
    init(endingWith ending: EngineError? = nil) { self.init(endingWith: ending) { value in [value] } }
}
