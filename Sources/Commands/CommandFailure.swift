import ControlAPI
import Diagnostics
import Glibc

/// The exit codes of the program. Numbers above 63 are those of sysexits.h.
enum CommandExit: Int32, Sendable {
    case done = 0
    /// A service failed or is unhealthy.
    case failed = 1
    case usage = 64
    /// A bad Compose, seed or env file.
    case badData = 65
    /// No supervisor, engine or dependency to talk to.
    case unavailable = 69
    case timedOut = 75
    /// The command of an `exec` cannot be executed, and there is none: as shells and Docker have it.
    case commandNotExecutable = 126
    case commandNotFound = 127
    /// Cancelled by Ctrl-C: 128 and the number of SIGINT, as shells have it.
    case interrupted = 130
}

/// Ends a command: what went wrong, what to do, and with which code.
struct CommandFailure: Error, Sendable {
    var code: CommandExit
    /// Empty where everything was said already.
    var message: String
    var hint: String?
    /// Whether the message is complete as it is, like diagnostics with their source lines.
    var isRendered = false
    /// Whether another process had the stack's lock, so that a moment later it may succeed.
    var isLockHeld = false

    init(_ code: CommandExit, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Throws a usage failure for the first name that no service has.
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

    /// Diagnostics that were rendered already.
    init(diagnostics: String) {
        self.init(.badData, diagnostics)
        isRendered = true
    }

    /// The failure that an error of the control socket means; nil for other errors.
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
        self.init(code, error.message, hint: error.hint)
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
