import DockerEngine
import Foundations
import LogAnalysis
import LogStore
import Synchronization

/// Follows the engine's log of a container from where its service's log ends.
final class LogFollower: Sendable {
    /// How far before the newest stored line to start in the engine's log. Some lines may have been in transit then.
    private static let marginNs: Int64 = 10_000_000_000
    /// The maximum number of stored lines to compare.
    private static let comparedLines = 20_000
    /// How long lines that may already be stored are held back if none follow.
    private static let quiet = Duration.milliseconds(200)

    private struct State {
        var parser = TimestampedLines()
        var overlap: LogOverlap
        var lastArrival = ContinuousClock.now
    }

    private let client: EngineClient
    private let id: String
    private let isTerminal: Bool
    private let log: ServiceLog
    /// The start in the engine's log, in nanoseconds since 1970; nil for its first line.
    private let sinceNs: Int64?
    private let state: Mutex<State>

    /// Creates a follower that compares with the current contents of the log.
    init(client: EngineClient, id: String, isTerminal: Bool, log: ServiceLog) {
        self.client = client
        self.id = id
        self.isTerminal = isTerminal
        self.log = log
        let newest = (try? log.tail(Self.comparedLines)) ?? []
        if let last = newest.last(where: { $0.stream != .system }), let first = newest.first {
            let begin = max(last.timeNs - Self.marginNs, newest.count == Self.comparedLines ? first.timeNs : 0)
            sinceNs = begin
            state = Mutex(State(overlap: LogOverlap(newest: newest.filter { $0.timeNs >= begin })))
        } else {
            sinceNs = nil
            state = Mutex(State(overlap: LogOverlap(newest: [])))
        }
    }

    /// Runs until the engine's log ends or the task is cancelled.
    func run() async {
        let deciding = OwnedTask { await self.decideWhenQuiet() }
        do {
            let chunks = try await client.logs(id, follow: true, since: sinceNs, timestamps: true, isTTY: isTerminal)
            for try await chunk in chunks { take(chunk) }
        } catch {
            // `EngineWatch` detects the loss of the engine. Missing output is caught up on when it returns.
        }
        deciding.cancel()
        state.withLock { state in
            for line in state.parser.finish() { write(state.overlap.take(line)) }
            write(state.overlap.decide())
        }
    }

    private func take(_ chunk: LogChunk) {
        state.withLock { state in
            state.lastArrival = .now
            for line in state.parser.append(chunk.bytes, stream: LogStream(chunk.stream)) {
                write(state.overlap.take(line))
            }
        }
    }

    private func decideWhenQuiet() async {
        while true {
            do { try await Task.sleep(for: Self.quiet) } catch { return }
            let isDecided = state.withLock { state in
                if .now - state.lastArrival >= Self.quiet { write(state.overlap.decide()) }
                return state.overlap.isDecided
            }
            if isDecided { return }
        }
    }

    private func write(_ lines: [EngineLine]) {
        for line in lines {
            var bytes = line.bytes
            if line.isTerminated { bytes.append(UInt8(ascii: "\n")) }
            bytes.withUnsafeBytes { log.append($0, stream: line.stream, at: line.timeNs) }
        }
    }
}
