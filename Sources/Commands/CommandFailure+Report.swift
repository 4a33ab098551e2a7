import ControlAPI
import Diagnostics
import StackHost

extension CommandFailure {
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
