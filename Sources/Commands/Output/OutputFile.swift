import Foundations
import Glibc
import StackHost

/// A file that a command writes instead of standard output.
enum OutputFile {
    /// Writes the text, replacing existing content.
    ///
    /// - Parameters:
    ///   - path: an absolute path.
    ///   - mode: the mode of a new file.
    static func write(_ text: String, to path: String, mode: mode_t = 0o666) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        if let error = CompleteWrite.write(Array(text.utf8), to: descriptor) { throw failure(path, error) }
    }

    private static func failure(_ path: String, _ error: Int32) -> CommandFailure {
        CommandFailure(
            .failed,
            "cannot write \(path): \(String(cString: strerror(error)))",
            hint: "specify another file"
        )
    }
}
