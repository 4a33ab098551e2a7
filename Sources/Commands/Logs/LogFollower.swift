import ControlAPI
import ControlClient
import Foundations
import Glibc
import LogAnalysis
import StackHost

/// Follows the logs across supervisor restarts, without losing or repeating a line.
///
/// If the supervisor died, the follower waits for the next one without a limit. A supervisor that is taken down removes
/// its socket. The follower then waits only as long as a `down` followed by an `up` takes, and reads the last lines
/// from the files.
///
/// The follower ends when the time of `--until` has passed, or when no named service is part of the stack any more.
struct LogFollower {
    /// How long to wait for the next supervisor after the stack was taken down.
    static let patience = Duration.seconds(10)
    /// How long a supervisor that shuts down may go on listening.
    private static let pause = Duration.milliseconds(100)

    var client: ControlClient
    var location: StackLocation
    var query: LogQuery
    /// Opens the log files of a stack that is down.
    var openFiles: () throws -> StoredLogs
    /// Receives a batch, and which of its lines are new; nil means all.
    var take: (PackedLogBatch, [Bool]?) throws -> Void

    func run() async throws {
        var position = LogPosition(startedNs: WallClock.nowNs)
        var next = query
        while true {
            let failure = try await follow(next, &position)
            // A query that this supervisor refuses would be refused by the next one as well.
            if let failure, failure.code != .connectionLost, failure.code != .noSupervisor,
                failure.code != .shuttingDown
            {
                throw failure
            }
            if isOver {
                if failure != nil { try await takeRest(position.continuation(of: query), &position) }
                return
            }
            if failure == nil, await servicesAreRemoved() { return sayGone() }
            next = position.continuation(of: query)
            if try await !waitForSupervisor() {
                try await takeRest(next, &position)
                if !isOver { say("the stack was stopped") }
                return
            }
        }
    }

    /// Returns when the stream ends, or with the error that broke it.
    private func follow(_ query: LogQuery, _ position: inout LogPosition) async throws -> ControlError? {
        do {
            for try await batch in try await client.packedLogs(query) {
                try take(batch, position.take(batch))
                // An empty batch is a keep-alive after seconds without output.
                if batch.count == 0, await servicesAreRemoved() { return nil }
            }
        } catch let error as ControlError {
            return error
        }
        return nil
    }

    /// Whether the time of `--until` has passed.
    private var isOver: Bool { query.filter.until.map { $0 <= WallClock.nowNs } ?? false }

    /// Whether a supervisor is running and none of the named services is part of its stack.
    private func servicesAreRemoved() async -> Bool {
        guard !query.services.isEmpty, let snapshot = try? await client.snapshot() else { return false }
        return !snapshot.services.contains { query.services.contains($0.name) }
    }

    private func sayGone() {
        let are = query.services.count == 1 ? "is" : "are"
        say("\(query.services.joined(separator: ", ")) \(are) no longer part of the stack")
    }

    /// Waits for a supervisor. Returns false if none comes after a `down`, or if no more lines are wanted.
    private func waitForSupervisor() async throws -> Bool {
        guard !UnixSocket.isListening(at: client.socketPath) else {
            try await Task.sleep(for: Self.pause)
            return true
        }
        let isDown = !StackLocation.exists(client.socketPath)
        say(isDown ? "the stack is going down" : "the supervisor is gone; waiting for the next one")
        let deadline: ContinuousClock.Instant? = isDown ? .now + Self.patience : nil
        while !isOver, deadline.map({ $0 > .now }) ?? true {
            let rest = query.filter.until.map { Duration.nanoseconds($0 - WallClock.nowNs) } ?? .seconds(3600)
            await LockWait(location).untilNextListens(until: min(deadline ?? .now + rest, .now + rest))
            if UnixSocket.isListening(at: client.socketPath) { return true }
        }
        return false
    }

    /// Reads what was written after the connection ended.
    private func takeRest(_ query: LogQuery, _ position: inout LogPosition) async throws {
        var query = query
        query.follow = false
        // If another process holds the lock, it serves the remaining lines itself.
        guard let files = try? openFiles() else { return }
        for try await batch in try files.batches(query) { try take(batch, position.take(batch)) }
    }

    private func say(_ text: String) { Terminal.standardError.write("cpadev: \(text)\n") }
}
