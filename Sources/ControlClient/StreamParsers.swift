import ControlAPI
import FoundationEssentials

/// Parses server-sent events into updates. Source: HTML Living Standard, section 9.2.6. Unknown events are ignored, so
/// that an older client works with a newer supervisor.
struct ServerSentEventParser: LineParser {
    typealias Element = StackUpdate

    var scannedBytes = 0
    private var event = ""
    private var data: [UInt8] = []

    mutating func line(_ line: ArraySlice<UInt8>) throws -> StackUpdate? {
        if line.isEmpty {
            defer {
                event = ""
                data = []
            }
            return try update()
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        var value = line[(colon + 1)...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "event": event = String(decoding: value, as: UTF8.self)
        case "data": data += value
        default: break
        }
        return nil
    }

    private func update() throws -> StackUpdate? {
        let data = Data(data)
        switch event {
        case "snapshot": return .snapshot(try ControlCoding.decode(StackSnapshot.self, from: data))
        case "change": return .event(try ControlCoding.decode(StackEvent.self, from: data))
        case "metrics": return .metrics(try ControlCoding.decode([ServiceMetrics].self, from: data))
        case "data": return .data(try ControlCoding.decode(DataStatus.self, from: data))
        default: return nil
        }
    }
}

/// Parses one JSON value per line.
struct JSONLinesParser<Element: Decodable & Sendable>: LineParser {
    var scannedBytes = 0

    mutating func line(_ line: ArraySlice<UInt8>) throws -> Element? {
        line.isEmpty ? nil : try ControlCoding.decode(Element.self, from: Data(line))
    }
}

/// Parses a sequence of packed log blocks.
struct PackedLogParser: StreamParser {
    mutating func next(in buffer: [UInt8], from start: inout Int) throws -> PackedLogBatch? {
        guard let batch = try PackedLogBatch(from: buffer[start...]) else { return nil }
        start += batch.bytes.count
        return batch
    }
}
