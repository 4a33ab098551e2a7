import LogAnalysis
import LogStore

/// Finds the part of an engine's log that a service's log does not have yet. Pure.
///
/// The engine's log is read from a time before the newest stored line, so that it starts with lines that are already
/// stored. Both sides have their own timestamps; those of stored lines are arrival times, never earlier than the
/// engine's. So lines with an engine timestamp after the newest stored line are new. The lines before are compared per
/// stream with the last stored lines: the longest prefix that equals a suffix of the stored lines is dropped.
struct LogOverlap {
    /// A stored line. An unterminated one may continue in the engine's log.
    private struct Stored {
        var bytes: [UInt8] = []
        var isTerminated = false
    }

    private var stored: [LogStream: [Stored]] = [:]
    private let newestNs: Int64?
    private var held: [LogStream: [EngineLine]] = [:]
    private(set) var isDecided: Bool

    /// Creates an overlap with the newest stored lines, ignoring cpadev's own notes.
    init(newest records: [LogRecord]) {
        newestNs = records.last { $0.stream != .system }?.timeNs
        isDecided = newestNs == nil
        for record in records where record.stream != .system {
            if record.isContinuation, let last = stored[record.stream]?.indices.last {
                stored[record.stream]?[last].bytes += record.bytes
                stored[record.stream]?[last].isTerminated = record.isTerminated
            } else {
                let line = Stored(bytes: record.bytes, isTerminated: record.isTerminated)
                stored[record.stream, default: []].append(line)
            }
        }
    }

    /// Accepts the engine's next line. Returns the lines that are known to be new, including those held back.
    mutating func take(_ line: EngineLine) -> [EngineLine] {
        guard !isDecided, let newestNs else { return [line] }
        if line.timeNs <= newestNs {
            held[line.stream, default: []].append(line)
            return []
        }
        return decide() + [line]
    }

    /// Returns the new lines among those held back, once the engine has no more for the moment.
    mutating func decide() -> [EngineLine] {
        guard !isDecided else { return [] }
        isDecided = true
        defer { held = [:] }
        let new = held.flatMap { stream, lines in Self.new(lines, after: stored[stream] ?? []) }
        stored = [:]
        return new.sorted { $0.timeNs < $1.timeNs }
    }

    private static func new(_ lines: [EngineLine], after stored: [Stored]) -> [EngineLine] {
        guard let last = stored.last else { return lines }
        for length in stride(from: min(lines.count, stored.count), through: 1, by: -1) {
            let tail = stored.suffix(length)
            guard zip(tail.dropLast(), lines).allSatisfy({ $0.bytes == $1.bytes }) else { continue }
            var continued = lines[length - 1]
            if continued.bytes == last.bytes { return Array(lines[length...]) }
            guard !last.isTerminated, continued.bytes.starts(with: last.bytes) else { continue }
            continued.bytes.removeFirst(last.bytes.count)
            return [continued] + lines[length...]
        }
        // Nothing matches, but all of these lines are older than the newest stored one.
        return []
    }
}
