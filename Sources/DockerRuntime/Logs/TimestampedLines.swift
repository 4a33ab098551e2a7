import LogAnalysis

/// A line of a container's output, as stored by an engine.
struct EngineLine: Hashable, Sendable {
    var stream: LogStream
    /// The line without its newline.
    var bytes: [UInt8]
    /// Whether a newline ended it.
    var isTerminated: Bool
    /// When the engine received it, in nanoseconds since 1970.
    var timeNs: Int64
}

/// Parses the lines that an engine sends with `timestamps=1`.
///
/// Every piece stored by the engine begins with `2026-11-23T19:15:45.940793500Z ` (RFC 3339 with up to nine fractional
/// digits). Lines longer than 16 KiB consist of several pieces, each with a timestamp, of which only the last ends with
/// a newline. Source: moby, daemon/logger/copier.go and pkg/jsonlog.
struct TimestampedLines {
    /// The maximum size of a piece.
    static let pieceBytes = 16 * 1024

    private struct Unfinished {
        /// The bytes received of the current piece, with its timestamp.
        var raw: [UInt8] = []
        /// The preceding pieces of the line, without timestamps.
        var line: [UInt8] = []
        var timeNs: Int64 = 0
    }

    private var unfinished: [LogStream: Unfinished] = [:]

    /// Appends bytes with arbitrary boundaries and returns the lines that they complete.
    mutating func append(_ bytes: [UInt8], stream: LogStream) -> [EngineLine] {
        var state = unfinished[stream] ?? Unfinished()
        defer { unfinished[stream] = state }
        var lines: [EngineLine] = []
        var rest = bytes[...]
        while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
            state.raw += rest[..<newline]
            rest = rest[rest.index(after: newline)...]
            takePieces(&state, isComplete: true)
            lines.append(EngineLine(stream: stream, bytes: state.line, isTerminated: true, timeNs: state.timeNs))
            state = Unfinished()
        }
        state.raw += rest
        takePieces(&state, isComplete: false)
        return lines
    }

    /// Returns the unterminated line of each stream at the end of the output.
    mutating func finish() -> [EngineLine] {
        defer { unfinished = [:] }
        return LogStream.allCases.compactMap { stream in
            guard var state = unfinished[stream] else { return nil }
            takePieces(&state, isComplete: true)
            guard !state.line.isEmpty else { return nil }
            return EngineLine(stream: stream, bytes: state.line, isTerminated: false, timeNs: state.timeNs)
        }
    }

    /// Moves complete pieces from the raw bytes to the line.
    private func takePieces(_ state: inout Unfinished, isComplete: Bool) {
        while !state.raw.isEmpty {
            let stamp = EngineTimestamp.prefix(of: state.raw)
            let start = stamp.map { $0.length } ?? 0
            let end = start + Self.pieceBytes
            // A piece of the maximum size is followed directly by the next timestamp.
            let isFull = state.raw.count > end && EngineTimestamp.prefix(of: state.raw[end...]) != nil
            guard isFull || isComplete else { return }
            if let stamp { state.timeNs = stamp.timeNs }
            state.line += isFull ? state.raw[start..<end] : state.raw[start...]
            state.raw = isFull ? Array(state.raw[end...]) : []
        }
    }
}
