import ArgumentParser
import Glibc
import NativeRuntime

/// The guardian process. The supervisor starts it; nobody types it.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "guard", shouldDisplay: false)

    @Option var ledger: String
    @Option var log: String

    func run() throws {
        let ended = Guardian.run(ledgerPath: ledger)
        guard !ended.isEmpty else { return }
        let fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard fd >= 0 else { return }
        defer { close(fd) }
        for process in ended {
            let how = process.killed ? "killed" : "stopped"
            Terminal(descriptor: fd).write("\(how) \(process.service), pid \(process.pid)\n")
        }
    }
}
