import ControlAPI
import ControlClient
import Glibc
import LogAnalysis

/// Follows the logs through restarts of the supervisor, without losing or repeating a line.
///
/// A supervisor that died is waited for without limit. One that was told to go down removes its socket; then another is
/// waited for only as long as a `down` and an `up` after it take, and what was written at the very end is read from the
/// files.
///
/// It ends by itself when the time up to which lines are wanted has passed, and when none of the services that were named
/// is part of the stack any more.
struct LogFollower {
    /// How long the next supervisor of a stack that was taken down is waited for.
    static let patience = Duration.seconds(10)
    /// Between two looks for a supervisor: nothing tells of a socket that somebody is about to listen on.
    private static let pause = Duration.milliseconds(100)

    var client: ControlClient
    var query: LogQuery
    /// Opens the files of a stack that is down.
    var openFiles: () throws -> StoredLogs
    /// Takes lines, and which of them are new; nil: all.
    var take: (PackedLogBatch, [Bool]?) throws -> Void

    func run() async throws {
        var position = LogPosition(startedNs: SystemClock.nanoseconds())
        var next = query
        while true {
            let failure = try await follow(next, &position)
            // What the supervisor refuses, the next one refuses as well.
            if let failure, failure.code != .connectionLost, failure.code != .noSupervisor,
                failure.code != .shuttingDown
            {
                throw failure
            }
            if isOver {
                if failure != nil { try await takeRest(position.continuation(of: query), &position) }
                return
            }
            if failure == nil, await areGone() { return sayGone() }
            next = position.continuation(of: query)
            if try await !waitForSupervisor() {
                try await takeRest(next, &position)
                if !isOver { say("the stack was stopped") }
                return
            }
        }
    }

    /// Returns when the stream ends or breaks.
    private func follow(_ query: LogQuery, _ position: inout LogPosition) async throws -> ControlError? {
        do {
            for try await batch in try await client.packedLogs(query) {
                try take(batch, position.take(batch))
                // A batch without lines is a sign of life, after seconds in which nothing was written.
                if batch.count == 0, await areGone() { return nil }
            }
        } catch let error as ControlError {
            return error
        }
        return nil
    }

    /// Whether the time up to which lines are wanted has passed.
    private var isOver: Bool { query.filter.until.map { $0 <= SystemClock.nanoseconds() } ?? false }

    /// Whether a supervisor runs, and none of the services that were named is part of its stack.
    private func areGone() async -> Bool {
        guard !query.services.isEmpty, let snapshot = try? await client.snapshot() else { return false }
        return !snapshot.services.contains { query.services.contains($0.name) }
    }

    private func sayGone() {
        let are = query.services.count == 1 ? "is" : "are"
        say("\(query.services.joined(separator: ", ")) \(are) no longer part of the stack")
    }

    /// False where the stack was taken down and nobody brought it up again, and where no more lines are wanted.
    private func waitForSupervisor() async throws -> Bool {
        let isDown = !StackLocation.exists(client.socketPath)
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: Self.patience)
        var hasSaid = false
        while !UnixSocket.isListening(at: client.socketPath) {
            if !hasSaid {
                say(isDown ? "the stack is going down" : "the supervisor is gone; waiting for the next one")
                hasSaid = true
            }
            if isOver || isDown && clock.now >= deadline { return false }
            try await Task.sleep(for: Self.pause)
        }
        // A supervisor that is about to end still listens for a moment.
        if !hasSaid { try await Task.sleep(for: Self.pause) }
        return true
    }

    /// What was written after the connection ended.
    private func takeRest(_ query: LogQuery, _ position: inout LogPosition) async throws {
        var query = query
        query.follow = false
        // Somebody else may hold the lock, and then tells the rest to whoever asks.
        guard let files = try? openFiles() else { return }
        for try await batch in try files.batches(query) { try take(batch, position.take(batch)) }
    }

    private func say(_ text: String) { Terminal.standardError.write("cpadev: \(text)\n") }
}
