/// Reads fields in protocol buffers wire format, as far as BuildKit's trace needs it.
/// Source: protobuf.dev/programming-guides/encoding.
struct ProtobufReader {
    enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Returns the next field, or nil at the end. Throws `malformedResponse`.
    mutating func next() throws(EngineError) -> (field: Int, value: Value)? {
        guard !rest.isEmpty else { return nil }
        let key = try number()
        let field = Int(truncatingIfNeeded: key >> 3)
        switch key & 7 {
        case 0: return (field, .number(try number()))
        case 1: return (field, .bytes(try take(8)))
        case 2: return (field, .bytes(try take(try number())))
        case 5: return (field, .bytes(try take(4)))
        default: throw Self.malformed
        }
    }

    private mutating func number() throws(EngineError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw Self.malformed }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Self.malformed
    }

    private mutating func take(_ count: UInt64) throws(EngineError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw Self.malformed }
        let bytes = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        return bytes
    }

    private static let malformed = EngineError(.malformedResponse, "BuildKit's trace is malformed")
}
