import DockerEngine
import LogAnalysis
import LogStore
import Synchronization

/// Follows the engine's copy of a container's output from where the log of its service ends.
final class LogFollower: Sendable {
    /// So far behind the newest stored line the engine is asked from: lines may have been on their way when it came.
    private static let marginNs: Int64 = 10_000_000_000
    /// So many stored lines are compared at most.
    private static let comparedLines = 20_000
    /// How long lines that the log may have are held back when nothing comes after them.
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
    /// From when on the engine is asked: nanoseconds since 1970; nil: from the first line on.
    private let sinceNs: Int64?
    private let state: Mutex<State>

    /// A follower that compares with what is in the log now.
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

    /// Runs until the engine has no more to tell, or the task is cancelled.
    func run() async {
        let deciding = Task { await self.decideWhenQuiet() }
        do {
            let chunks = try await client.logs(id, follow: true, since: sinceNs, timestamps: true, isTTY: isTerminal)
            for try await chunk in chunks { take(chunk) }
        } catch {
            // Whoever watches the engine finds out; what is missing is made up for when it is back.
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
