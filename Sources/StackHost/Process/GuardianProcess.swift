import Glibc
import NativeRuntime
package import StateFiles

/// Everything in a guardian process, which the supervisor starts.
package enum GuardianProcess {
    /// Waits for the end of the supervisor, ends the services of the ledger, and writes a report if there were any.
    /// - Parameter folder: the folder of the ledger, usually the working directory.
    package static func run(in folder: String, cookie: String) throws(StateFileError) {
        let run = try OwnedDirectory(path: folder)
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
