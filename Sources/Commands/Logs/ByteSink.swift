import Dispatch
import Glibc

/// Where lines go: a descriptor, to which whole blocks of bytes are written.
struct ByteSink: Sendable {
    private let descriptor: Int32
    /// The file, where it is one that we opened; nil: a standard output.
    private let path: String?

    static let standardOutput = ByteSink(descriptor: STDOUT_FILENO, path: nil)
    static let standardError = ByteSink(descriptor: STDERR_FILENO, path: nil)

    private init(descriptor: Int32, path: String?) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a file for writing, and empties it where it exists.
    static func file(_ path: String) throws(CommandFailure) -> ByteSink {
        // The mode of a log: it may tell secrets.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor >= 0 { return ByteSink(descriptor: descriptor, path: path) }
        let error = errno
        let code: CommandExit = error == EISDIR || error == ENOENT ? .usage : .failed
        throw CommandFailure(
            code,
            "cannot write to \(path): \(String(cString: strerror(error)))",
            hint: error == EISDIR ? "name a file in it: --output \(path)/stack.log" : nil
        )
    }

    /// Writes all of the bytes. Where a standard output's reader is gone, the program ends as a well-behaved filter does.
    func write(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EAGAIN {
                // Somebody made the shared terminal non-blocking; wait until it takes more.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if errno == EPIPE, path == nil {
                Foundations.exit(.done)
            } else if errno != EINTR {
                throw failure(errno)
            }
        }
    }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        let result = bytes.withUnsafeBytes { buffer -> CommandFailure? in
            do throws(CommandFailure) { try write(buffer) } catch { return error }
            return nil
        }
        if let result { throw result }
    }

    /// Closes the file; some file systems tell only then that a write failed.
    func finish() throws(CommandFailure) {
        guard path != nil else { return }
        if close(descriptor) != 0 { throw failure(errno) }
    }

    /// Ends the program as soon as the reader of standard output is gone, also while there is nothing to write: what
    /// follows a quiet log would else stay until the next line.
    func endWithReader() {
        var status = stat()
        guard path == nil, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
        DispatchQueue(label: "reader").async { [descriptor] in
            // Asked for nothing, poll(2) still tells when the other end of a pipe is closed.
            var wait = pollfd(fd: descriptor, events: 0, revents: 0)
            while poll(&wait, 1, -1) < 0, errno == EINTR {}
            if wait.revents & Int16(POLLERR) != 0 { Foundations.exit(.done) }
        }
    }

    private func failure(_ error: Int32) -> CommandFailure { .unwritable(error, path) }
}

extension CommandFailure {
    /// Something could not be written.
    /// - Parameter path: the file; nil: standard output.
    static func unwritable(_ error: Int32, _ path: String? = nil) -> CommandFailure {
        let isFull = error == ENOSPC || error == EDQUOT
        // Of the three standard descriptors, ``StandardDescriptors`` gives those that were closed this error.
        let reason = path == nil && error == EBADF ? "it is closed" : String(cString: strerror(error))
        return CommandFailure(
            .failed,
            "cannot write to \(path ?? "standard output"): \(reason)",
            hint: isFull ? "free space on that disk, or name a file on another" : nil
        )
    }
}
