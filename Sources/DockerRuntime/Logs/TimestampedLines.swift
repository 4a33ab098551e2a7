import LogAnalysis

/// A line of a container's output, as an engine kept it.
struct EngineLine: Hashable, Sendable {
    /// Where it was written to.
    var stream: LogStream
    /// Without its newline.
    var bytes: [UInt8]
    /// Whether a newline ended it.
    var isTerminated: Bool
    /// When the engine got it: nanoseconds since 1970.
    var timeNs: Int64
}

/// Takes the timestamps off what an engine sends with `timestamps=1`.
///
/// Every piece that the engine kept begins with `2026-11-23T19:15:45.940793500Z ` (RFC 3339 with up to nine digits of
/// a second). Lines longer than 16 KiB are several pieces, each with a timestamp, of which only the last ends with a
/// newline. Source: moby, daemon/logger/copier.go and pkg/jsonlog.
struct TimestampedLines {
    /// The longest piece that engines keep.
    static let pieceBytes = 16 * 1024

    private struct Unfinished {
        /// What has come of the piece, timestamp included.
        var raw: [UInt8] = []
        /// Former pieces of the line, without timestamps.
        var line: [UInt8] = []
        var timeNs: Int64 = 0
    }

    private var unfinished: [LogStream: Unfinished] = [:]

    /// Takes bytes in, cut anywhere, and returns the lines that are complete now.
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

    /// What is left of each stream when no more will come.
    mutating func finish() -> [EngineLine] {
        defer { unfinished = [:] }
        return unfinished.sorted { $0.key.slot < $1.key.slot }.compactMap { stream, state in
            var state = state
            takePieces(&state, isComplete: true)
            guard !state.line.isEmpty else { return nil }
            return EngineLine(stream: stream, bytes: state.line, isTerminated: false, timeNs: state.timeNs)
        }
    }

    /// Moves whole pieces from the raw bytes to the line.
    private func takePieces(_ state: inout Unfinished, isComplete: Bool) {
        while !state.raw.isEmpty {
            let stamp = EngineTimestamp.prefix(of: state.raw)
            let start = stamp.map { $0.length } ?? 0
            let end = start + Self.pieceBytes
            // A piece of the greatest length ends where the next timestamp begins.
            let isFull = state.raw.count > end && EngineTimestamp.prefix(of: state.raw[end...]) != nil
            guard isFull || isComplete else { return }
            if let stamp { state.timeNs = stamp.timeNs }
            state.line += isFull ? state.raw[start..<end] : state.raw[start...]
            state.raw = isFull ? Array(state.raw[end...]) : []
        }
    }
}
