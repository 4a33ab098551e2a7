import ControlAPI
import Diagnostics
import Glibc

/// The exit codes of the program. 64 to 75 are those of sysexits.h.
enum CommandExit: Int32, Sendable {
    case done = 0
    /// A service failed or is unhealthy.
    case failed = 1
    case usage = 64
    /// A bad Compose, seed or env file.
    case badData = 65
    /// The supervisor, the engine or a dependency is unavailable.
    case unavailable = 69
    case timedOut = 75
    /// The command of `exec` cannot be executed (126) or does not exist (127), as in shells and Docker.
    case commandNotExecutable = 126
    case commandNotFound = 127
    /// Interrupted by Ctrl-C: 128 plus the number of SIGINT, as in shells.
    case interrupted = 130
}

/// The error that ends a command: its exit code, what went wrong, and a hint about what to do.
struct CommandFailure: ConvertedFailure {
    var code: CommandExit
    /// Empty if the problem has already been reported.
    var message: String
    var hint: String?
    /// Whether the message is already rendered, like diagnostics with source excerpts.
    var isRendered = false
    /// Whether another process held the stack's lock, so that a retry may succeed.
    var isLockHeld = false

    init(_ code: CommandExit, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    init(_ code: CommandExit, _ message: String, remedy: String?) { self.init(code, message, hint: remedy) }

    var remedy: String? { hint }

    /// Throws a usage failure for the first name that is not a known service.
    static func refuseUnknown(
        _ names: some Sequence<String>,
        among known: some Sequence<String>
    ) throws(CommandFailure) {
        let known = Array(known)
        for name in names where !known.contains(name) {
            throw CommandFailure(
                .usage,
                "no service '\(name)'",
                hint: "the services are: \(known.joined(separator: ", "))"
            )
        }
    }

    /// Creates a failure from rendered diagnostics.
    init(diagnostics: String) {
        self.init(.badData, diagnostics)
        isRendered = true
    }

    /// Creates the failure for a control error; returns nil for any other error.
    init?(_ error: any Error) {
        guard let error = error as? ControlError else { return nil }
        let code: CommandExit =
            switch error.code {
            case .noSupervisor, .connectionLost, .noAnswer, .shuttingDown, .runtimeRefused: .unavailable
            case .unknownService, .badRequest: .usage
            case .invalidProject, .dataRefused: .badData
            case .storeFailed, .dataBusy: .unavailable
            case .cancelled: .interrupted
            default: .failed
            }
        self.init(error, as: code)
    }

    func report() {
        guard !message.isEmpty else { return }
        let output = Terminal.standardError
        if isRendered { return output.writeRendered(message) }
        for (index, line) in message.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            output.write(index == 0 ? output.paint("error: ", .red) + line + "\n" : "       \(line)\n")
        }
        if let hint { output.write("       hint: \(hint)\n") }
    }
}
