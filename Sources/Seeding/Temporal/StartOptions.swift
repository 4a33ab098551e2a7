import FoundationEssentials
import SwiftProtobuf

extension TemporalStartWorkflowExecutionRequest {
    /// The numbers of fields in a start event, each with that in the request to start such a workflow: the three
    /// timeouts, retry policy, cron schedule, header and priority. All of them are messages or strings.
    private static let options: [UInt64: UInt64] = [7: 6, 8: 7, 9: 8, 17: 12, 20: 13, 25: 16, 35: 27]

    /// Takes over the options of a start event. Seeding knows none of them, so they travel as unknown fields.
    mutating func copyOptions(of started: TemporalWorkflowExecutionStartedEventAttributes) throws {
        var rest = started.unknownFields.data
        while let key = rest.popVarint() {
            // Source: protobuf.dev, "Encoding", message structure.
            switch key & 7 {
            case 0: _ = rest.popVarint()
            case 1: rest = rest.dropFirst(8)
            case 2:
                guard let count = rest.popVarint(), count <= rest.count else { return }
                if let number = Self.options[key >> 3] {
                    let field = Data(varint: number << 3 | 2) + Data(varint: count) + rest.prefix(Int(count))
                    try merge(serializedBytes: field)
                }
                rest = rest.dropFirst(Int(count))
            case 5: rest = rest.dropFirst(4)
            default: return
            }
        }
    }
}

extension Data {
    fileprivate init(varint value: UInt64) {
        self.init()
        var rest = value
        while rest >= 0x80 {
            append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// Removes a number from the front; nil if there is none.
    fileprivate mutating func popVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
