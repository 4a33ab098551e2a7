import Glibc
import NativeRuntime
package import StateFiles

/// Everything in a guardian process, which the supervisor starts. Its working directory is that of the ledger.
package enum GuardianProcess {
    /// Waits for the end of the supervisor, ends the services of the ledger, and writes a report if there were any.
    package static func run(cookie: String) throws(StateFileError) {
        let run = try OwnedDirectory(path: ".")
        let ended = Guardian.run(in: run, cookie: cookie)
        guard !ended.isEmpty else { return }
        let fd = try run.open(StackLocation.guardianLogName, O_WRONLY | O_CREAT | O_APPEND)
        defer { close(fd) }
        for process in ended {
            LogOutput(descriptor: fd).write(
                "\(process.killed ? "killed" : "stopped") \(process.service), pid \(process.pid)"
            )
        }
    }
}
