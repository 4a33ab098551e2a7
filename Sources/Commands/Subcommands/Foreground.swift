import ControlAPI
import ControlClient
import Glibc
import UnixSignals

/// `up` without a screen: progress and profile, then the logs, until a signal.
struct Foreground {
    var client: ControlClient
    var location: StackLocation
    var reply: CommandReply
    /// Whether Ctrl-C ends the stack: so for the `up` that started it, as with docker compose. One that attached only
    /// goes away, and so does either when its terminal is closed.
    var stopsAtEnd: Bool

    private enum End {
        case signal(UnixSignal)
        case stackEnded
    }

    func run() async throws {
        let end = try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) {
                    return .signal(signal)
                }
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
            Terminal.standardError.write("\ndetached; the stack goes on. Stop it with: cpadev down\n")
        case .stackEnded:
            Terminal.standardError.write("the stack was stopped\n")
        }
    }

    private func show() async throws {
        let follower = StartupFollower(client: client, goal: .ready, services: reply.services)
        let result = try await follower.follow(from: reply.sequence, timeout: nil)
        if result.verdict == .reached, let profile = try await client.startupProfile() {
            Terminal.standardError.write(ProfileTable.render(profile, .standardError))
        }
        var printer = LogPrinter(services: reply.services, terminal: .standardOutput)
        for try await batch in try await client.packedLogs(LogQuery(services: reply.services, tail: 20, follow: true)) {
            try ByteSink.standardOutput.write(printer.render(batch))
        }
    }
}
