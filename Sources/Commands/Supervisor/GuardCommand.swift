import ArgumentParser
import Glibc
import NativeRuntime
import StateFiles

/// The guardian process, started by the supervisor and not by users. Its working directory is that of the ledger.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "guard", shouldDisplay: false)

    /// Only tells guardians apart in a list of processes: by now, the path may lead to another folder.
    @Option var state: String
    @Option var cookie: String

    func run() throws {
        let run = try OwnedDirectory(path: ".")
        let ended = Guardian.run(in: run, cookie: cookie)
        guard !ended.isEmpty else { return }
        let fd = try run.open(StackLocation.guardianLogName, O_WRONLY | O_CREAT | O_APPEND)
        defer { close(fd) }
        for process in ended {
            let how = process.killed ? "killed" : "stopped"
            Terminal(descriptor: fd).write("\(how) \(process.service), pid \(process.pid)\n")
        }
    }
}
