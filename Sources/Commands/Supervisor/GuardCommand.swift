import ArgumentParser
import Glibc
import NativeRuntime
import StateFiles

/// The guardian process, started by the supervisor and not by users.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "guard", shouldDisplay: false)

    @Option var ledger: String
    @Option var log: String
    @Option var cookie: String

    func run() throws {
        let ended = Guardian.run(ledgerPath: ledger, cookie: cookie)
        guard !ended.isEmpty else { return }
        let run = try OwnedDirectory(path: StackLocation.parent(log))
        let fd = try run.open(StackLocation.guardianLogName, O_WRONLY | O_CREAT | O_APPEND)
        defer { close(fd) }
        for process in ended {
            let how = process.killed ? "killed" : "stopped"
            Terminal(descriptor: fd).write("\(how) \(process.service), pid \(process.pid)\n")
        }
    }
}
