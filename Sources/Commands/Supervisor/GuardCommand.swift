import ArgumentParser
import StackHost

/// The guardian process, started by the supervisor and not by users.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "guard", shouldDisplay: false)

    /// Only tells guardians apart in a list of processes: by now, the path may lead to another folder.
    @Option var state: String?
    @Option var cookie: String
    /// A supervisor of an older build, whose program was replaced while it ran, gives paths and sets no working
    /// directory when it replaces its guardian.
    @Option var ledger: String?
    @Option var log: String?

    /// The folder of the ledger.
    var folder: String { ledger.map(StackLocation.parent) ?? "." }

    func run() throws { try GuardianProcess.run(in: folder, cookie: cookie) }
}
