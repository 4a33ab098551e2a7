import LogAnalysis
import LogStore

/// Finds where an engine's copy of the output goes on beyond what the log holds already.
///
/// Pure. The engine is asked for what it got since a moment that lies before the newest stored line, so that it begins
/// with lines that the log has. Both have their own times: the log's are those of arrival here, which are never before
/// the engine's. So lines that the engine got after the newest stored one are new, and of those before it, each
/// stream's are compared with the stream's last stored lines: the longest start of the one that is an end of the other
/// is left out.
struct LogOverlap {
    /// A stored line; an unfinished one may go on in the engine's copy.
    private struct Stored {
        var bytes: [UInt8] = []
        var isTerminated = false
    }

    private var stored: [LogStream: [Stored]] = [:]
    private let newestNs: Int64?
    private var held: [LogStream: [EngineLine]] = [:]
    private(set) var isDecided: Bool

    /// The overlap with the newest lines of the log. Notes of cpadev itself do not count.
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

    /// Takes the engine's next line in, and returns what of it and of those held back is new.
    mutating func take(_ line: EngineLine) -> [EngineLine] {
        guard !isDecided, let newestNs else { return [line] }
        if line.timeNs <= newestNs {
            held[line.stream, default: []].append(line)
            return []
        }
        return decide() + [line]
    }

    /// What of the lines held back is new, now that the engine has none to tell at the moment.
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
        // What was stored looks different, yet all of this is older than it.
        return []
    }
}
