/// The two messages of `grpc.health.v1.Health/Check`. They have one field each and are encoded here, to avoid a protobuf
/// library.
///
/// Source: https://github.com/grpc/grpc/blob/master/doc/health-checking.md and the protobuf wire format.
enum GRPCServingStatus: Hashable, CustomStringConvertible {
    case unknown
    case serving
    case notServing
    case serviceUnknown
    case other(UInt64)

    /// The name in the protocol.
    var description: String {
        switch self {
        case .unknown: "UNKNOWN"
        case .serving: "SERVING"
        case .notServing: "NOT_SERVING"
        case .serviceUnknown: "SERVICE_UNKNOWN"
        case .other(let number): "status \(number)"
        }
    }

    /// `HealthCheckRequest { string service = 1; }`
    static func request(service: String) -> [UInt8] {
        // Default values are omitted.
        guard !service.isEmpty else { return [] }
        let name = Array(service.utf8)
        return [0x0A] + varint(UInt64(name.count)) + name
    }

    /// Decodes `HealthCheckResponse { ServingStatus status = 1; }`; nil if the bytes are not a valid message. Unknown fields are
    /// skipped, and the last of several values wins.
    init?(response: [UInt8]) {
        var rest = response[...]
        var number: UInt64 = 0
        while !rest.isEmpty {
            guard let tag = Self.takeVarint(&rest) else { return nil }
            switch (tag >> 3, tag & 7) {
            case (1, 0):
                guard let value = Self.takeVarint(&rest) else { return nil }
                number = value
            case (1..., 0):
                guard Self.takeVarint(&rest) != nil else { return nil }
            case (1..., 1):
                guard Self.skip(8, &rest) else { return nil }
            case (1..., 2):
                guard let length = Self.takeVarint(&rest), Self.skip(length, &rest) else { return nil }
            case (1..., 5):
                guard Self.skip(4, &rest) else { return nil }
            default:
                return nil
            }
        }
        switch number {
        case 0: self = .unknown
        case 1: self = .serving
        case 2: self = .notServing
        case 3: self = .serviceUnknown
        default: self = .other(number)
        }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
        return bytes
    }

    private static func takeVarint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private static func skip(_ count: UInt64, _ bytes: inout ArraySlice<UInt8>) -> Bool {
        guard count <= UInt64(bytes.count) else { return false }
        bytes.removeFirst(Int(count))
        return true
    }
}
