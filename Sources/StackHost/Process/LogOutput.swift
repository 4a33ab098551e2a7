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
        var bytes = Array((TerminalSanitizer.plain(line) + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
