import Foundations
import Glibc
import LogAnalysis

/// Lines of the supervisor and its guardian, in log files below the state folder.
///
/// They may name processes and files that anybody chose, and a terminal may show the log: so they are sanitized.
struct LogOutput: Sendable {
    /// The supervisor's log, which is its standard error.
    static let standardError = LogOutput(descriptor: STDERR_FILENO)

    let descriptor: Int32

    /// Appends a line. An error is ignored: there is no other place to report it.
    func write(_ line: String) {
        _ = CompleteWrite.write(Array((TerminalSanitizer.plain(line) + "\n").utf8), to: descriptor)
    }
}
