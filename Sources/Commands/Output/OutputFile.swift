import Glibc
import StackHost

/// A file that a command writes instead of standard output.
enum OutputFile {
    /// Writes the text, replacing existing content.
    ///
    /// - Parameter path: an absolute path.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            bytes = bytes.dropFirst(count)
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(
            .failed,
            "cannot write \(path): \(String(cString: strerror(errno)))",
            hint: "specify another file with -o"
        )
    }
}
