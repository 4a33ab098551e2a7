import Dispatch
import Foundations
import Glibc
import StackHost

/// A file descriptor that receives log lines in blocks.
struct ByteSink: Sendable {
    private let descriptor: Int32
    /// The path of a file opened here; nil for a standard stream.
    private let path: String?

    static let standardOutput = ByteSink(descriptor: STDOUT_FILENO, path: nil)
    static let standardError = ByteSink(descriptor: STDERR_FILENO, path: nil)

    private init(descriptor: Int32, path: String?) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a file for writing, and truncates it if it exists.
    static func file(_ path: String) throws(CommandFailure) -> ByteSink {
        // The same mode as for a log, since lines may contain secrets.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor >= 0 { return ByteSink(descriptor: descriptor, path: path) }
        let error = errno
        let code: CommandExit = error == EISDIR || error == ENOENT ? .usage : .failed
        throw CommandFailure(
            code,
            "cannot write to \(path): \(String(cString: strerror(error)))",
            hint: error == EISDIR ? "name a file in it, such as \(path)/stack.log" : nil
        )
    }

    /// Writes all bytes. If the reader of a standard stream is gone, the program exits like a well-behaved filter.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard let error = CompleteWrite.write(bytes, to: descriptor) else { return }
        if error == EPIPE, path == nil { ProcessExit.exit(.done) }
        throw failure(error)
    }

    /// Closes the file. Some file systems report a failed write only on close.
    func finish() throws(CommandFailure) {
        guard path != nil else { return }
        if close(descriptor) != 0 { throw failure(errno) }
    }

    /// Exits as soon as the reader of standard output is gone, even if there is nothing to write. Otherwise a follower
    /// of a quiet log would linger until the next line.
    func exitWithReader() {
        guard path == nil, FileStatus(descriptor: descriptor)?.kind == .pipe else { return }
        DispatchQueue(label: "reader").async { [descriptor] in
            // Even without requested events, poll(2) reports when the other end of a pipe is closed.
            var wait = pollfd(fd: descriptor, events: 0, revents: 0)
            while poll(&wait, 1, -1) < 0, errno == EINTR {}
            if wait.revents & Int16(POLLERR) != 0 { ProcessExit.exit(.done) }
        }
    }

    private func failure(_ error: Int32) -> CommandFailure { .unwritable(error, path) }
}

extension CommandFailure {
    /// The failure for a write error.
    /// - Parameter path: the file; nil for standard output.
    static func unwritable(_ error: Int32, _ path: String? = nil) -> CommandFailure {
        let isFull = error == ENOSPC || error == EDQUOT
        // ``StandardDescriptors`` reopens closed standard descriptors so that their use fails with EBADF.
        let reason = path == nil && error == EBADF ? "it is closed" : String(cString: strerror(error))
        return CommandFailure(
            .failed,
            "cannot write to \(path ?? "standard output"): \(reason)",
            hint: isFull ? "free space on that disk, or name a file on another" : nil
        )
    }
}
