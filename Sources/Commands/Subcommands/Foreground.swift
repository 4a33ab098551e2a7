import ControlAPI
import ControlClient
import FoundationEssentials
import Glibc
import LogAnalysis
import StackHost
import Synchronization
import UnixSignals

/// The signals that end an `up` without a screen, held back from when they are first trapped.
final class TrappedSignals: Sendable {
    private let trapped = Mutex<UnixSignalsSequence?>(nil)

    /// Traps the signals, unless that was done before.
    /// - Returns: the signals since then, which can be read once.
    @discardableResult
    func trap() async -> UnixSignalsSequence {
        if let sequence = trapped.withLock({ $0 }) { return sequence }
        let sequence = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        trapped.withLock { $0 = sequence }
        return sequence
    }
}

/// `up` without a screen: shows progress, the startup profile and the logs, until a signal.
struct Foreground {
    var client: ControlClient
    var location: StackLocation
    var reply: CommandReply
    /// When the command started, in nanoseconds since 1970.
    var began: Int64
    /// Whether Ctrl-C stops the stack: true for the `up` that started it, as with docker compose. An `up` that attached
    /// only detaches, and so does any `up` whose terminal is closed.
    var stopsAtEnd: Bool
    var signals: TrappedSignals

    private enum End {
        case signal(UnixSignal)
        case stackEnded
    }

    func run() async throws {
        let end = try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                for await signal in await signals.trap() { return .signal(signal) }
                return .stackEnded
            }
            group.addTask {
                try await show()
                return .stackEnded
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .stackEnded
        }
        switch end {
        case .signal(let signal) where signal != .sighup && stopsAtEnd:
            Terminal.standardError.write("\nstopping…\n")
            try await StackShutdown(client: client, location: location).run(removingVolumes: false)
        case .signal:
            Terminal.standardError.write("\ndetached; the stack keeps running. To stop it: cpadev down\n")
        case .stackEnded:
            Terminal.standardError.write("the stack was stopped\n")
        }
    }

    /// The number of past lines to show when attaching to a running stack.
    private static let newestLines = 20

    /// Returns when the logs end, which is when the supervisor exits.
    private func show() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await showLogs() }
            group.addTask { try await showStart() }
            defer { group.cancelAll() }
            // The start finishes first; the logs continue until the supervisor exits.
            for _ in 0..<2 { try await group.next() }
        }
    }

    private func showStart() async throws {
        var follower = StartupFollower(client: client, goal: .ready, services: reply.services)
        // Log lines would interleave with a status line.
        follower.showsStatusLine = false
        let result = try await follower.follow(from: reply.sequence, timeout: nil)
        guard result.verdict == .reached, !result.wasReachedAtOnce, reply.isProfiled ?? true,
            let profile = try await client.startupProfile()
        else { return }
        Terminal.standardError.write(ProfileTable.render(profile, .standardError))
    }

    /// Prints all lines of a stack that this command started, or else the newest lines, but none of an earlier run.
    private func showLogs() async throws {
        var query = LogQuery(services: reply.services, follow: true)
        if stopsAtEnd {
            query.filter.since = began
        } else {
            query.tail = Self.newestLines
            let supervisor = try await client.snapshot().supervisor
            // An earlier run may have ended within the same second.
            query.filter.since = supervisor.startedNs
        }
        var printer = LogPrinter(services: reply.services, terminal: .standardOutput)
        for try await batch in try await client.packedLogs(query) {
            try ByteSink.standardOutput.write(printer.render(batch))
        }
    }
}
