import Foundations
import Glibc
import StackHost

/// A file that a command writes instead of standard output.
enum OutputFile {
    /// Writes the text, replacing existing content.
    ///
    /// - Parameter path: an absolute path.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        if let error = CompleteWrite.write(Array(text.utf8), to: descriptor) { throw failure(path, error) }
    }

    /// Replaces a file with a new one. A link or pipe in its place is neither followed nor waited for, and nobody can have
    /// an earlier file open.
    ///
    /// - Parameters:
    ///   - path: an absolute path.
    ///   - mode: the mode of the file.
    static func replace(with text: String, at path: String, mode: mode_t = 0o644) throws(CommandFailure) {
        let new = "\(path).\(getpid())"
        unlink(new)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw failure(path, errno) }
        let error = CompleteWrite.write(Array(text.utf8), to: descriptor)
        close(descriptor)
        guard error == nil, rename(new, path) == 0 else {
            let reason = error ?? errno
            unlink(new)
            throw failure(path, reason)
        }
    }

    private static func failure(_ path: String, _ error: Int32) -> CommandFailure {
        CommandFailure(
            .failed,
            "cannot write \(path): \(String(cString: strerror(error)))",
            hint: "specify another file"
        )
    }
}
