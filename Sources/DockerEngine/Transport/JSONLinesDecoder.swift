import NIOCore

/// JSON values, each on a line of its own. The last line need not end.
struct JSONLinesDecoder<Value: Decodable & Sendable, Element: Sendable>: StreamDecoder {
    /// The engine's longest lines are events with all labels, some KiB.
    static var lineLimit: Int { 4 << 20 }

    private let transform: @Sendable (Value) throws(EngineError) -> [Element]
    private var partial: [UInt8] = []

    /// - Parameter transform: what becomes of a line's value; throws where it tells of a failure.
    init(_ transform: @escaping @Sendable (Value) throws(EngineError) -> [Element]) { self.transform = transform }

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [Element]) throws(EngineError) {
        var rest = bytes.readableBytesView
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            partial += rest[..<end]
            rest = rest[(end + 1)...]
            try finish(into: &elements)
        }
        partial += rest
        guard partial.count <= Self.lineLimit else {
            throw EngineError(.malformedAnswer, "a line of the engine's answer does not end")
        }
    }

    mutating func finish(into elements: inout [Element]) throws(EngineError) {
        defer { partial.removeAll(keepingCapacity: true) }
        guard partial.contains(where: { $0 > UInt8(ascii: " ") }) else { return }
        elements += try transform(try EngineJSON.decode(Value.self, from: partial))
    }
}

extension JSONLinesDecoder where Value == Element {
    /// The values as they are.
    init() { self.init { value in [value] } }
}
