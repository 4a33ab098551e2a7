import Dispatch
import Glibc

/// A run of `ssh HOST docker system dial-stdio`. Its standard input and output are one end of a socket pair, whose other
/// end is a connection to the engine of that host. Keys, jump hosts and ControlMaster follow the user's configuration.
final class SSHProcess: Sendable {
    /// Our end of the pair. The code that takes it over must close it.
    let socket: CInt
    private let destination: String
    private let pid: pid_t
    /// An unlinked temporary file that receives ssh's standard error.
    private let errors: CInt

    /// Starts ssh. Throws `invalidConfiguration` if it is not installed.
    init(destination: String, environment: [String: String]) throws(EngineError) {
        guard let program = ChildProcess.program("ssh", path: environment["PATH"]) else {
            throw EngineError(
                .invalidConfiguration,
                "cannot reach ssh://\(destination): no ssh program in PATH",
                remedy: "install the OpenSSH client"
            )
        }
        self.destination = destination
        errors = try Self.unlinkedFile(environment["TMPDIR"] ?? "/tmp")
        var pair: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            close(errors)
            throw Self.failure(errno, "create a socket pair for ssh")
        }
        socket = pair[0]
        defer { close(pair[1]) }
        let started = ChildProcess.spawn(
            program,
            Self.arguments(destination),
            environment: environment,
            input: pair[1],
            output: pair[1],
            errors: errors
        )
        switch started {
        case .success(let pid): self.pid = pid
        case .failure(let error):
            close(socket)
            close(errors)
            throw Self.failure(error.code, "start ssh")
        }
    }

    deinit {
        close(errors)
        Self.collect(pid, attempts: 20)
    }

    /// `ssh [-l user] [-p port] -- host docker system dial-stdio`
    static func arguments(_ destination: String) -> [String] {
        var host = Substring(destination)
        var options = ["-T", "-o", "ConnectTimeout=30"]
        if let at = host.lastIndex(of: "@") {
            options += ["-l", String(host[..<at])]
            host = host[host.index(after: at)...]
        }
        if let colon = host.lastIndex(of: ":"), UInt16(host[host.index(after: colon)...]) != nil,
            !host[..<colon].contains(":") || host.hasPrefix("[")
        {
            options += ["-p", String(host[host.index(after: colon)...])]
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return ["ssh"] + options + ["--", String(host), "docker", "system", "dial-stdio"]
    }

    /// Returns ssh's last error message, or nil if it wrote none.
    func failure() -> EngineError? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let size = lseek(errors, 0, SEEK_END)
        let start = max(0, size - off_t(bytes.count))
        let count = pread(errors, &bytes, bytes.count, start)
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let last = lines.last(where: { !$0.trimmingSpaces.isEmpty }) else { return nil }
        return EngineError(
            .unreachable,
            "ssh to \(destination) failed: \(last.trimmingSpaces)",
            remedy: "check that this works: ssh \(destination) docker version"
        )
    }

    // MARK: Starting and collecting

    private static func unlinkedFile(_ folder: String) throws(EngineError) -> CInt {
        var template = Array("\(folder)/ssh-errors-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(errno, "create a file for ssh's messages") }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    /// Reaps ssh. If another reaper in this process was faster (the native runtime reaps all children), the pid may have
    /// been reused and must not be signalled.
    private static func collect(_ pid: pid_t, attempts: Int) {
        guard waitpid(pid, nil, WNOHANG) == 0, attempts > 0 else { return }
        // ssh exits on its own once its socket is closed, unless the host is gone.
        if attempts == 10 { kill(pid, SIGTERM) }
        if attempts == 1 { kill(pid, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) {
            collect(pid, attempts: attempts - 1)
        }
    }

    private static func failure(_ code: CInt, _ what: String) -> EngineError {
        EngineError(.unreachable, "cannot \(what): \(String(cString: strerror(code)).lowercased())")
    }
}
