import ArgumentParser
import StackHost

/// The guardian process, started by the supervisor and not by users. Its working directory is that of the ledger.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "guard", shouldDisplay: false)

    /// Only tells guardians apart in a list of processes: by now, the path may lead to another folder.
    @Option var state: String
    @Option var cookie: String

    func run() throws { try GuardianProcess.run(cookie: cookie) }
}
