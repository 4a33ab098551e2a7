import Dispatch
import Glibc

/// One run of `ssh HOST docker system dial-stdio`, whose standard input and output are one end of a socket pair: the
/// other end is a connection to the engine of that host. Keys, jumps and ControlMaster are as the user has configured.
final class SSHProcess: Sendable {
    /// Our end of the pair; whoever takes it closes it.
    let socket: CInt
    private let destination: String
    private let pid: pid_t
    /// A nameless file with what ssh said.
    private let errors: CInt

    /// Starts ssh. Throws `invalidConfiguration` where there is none.
    init(destination: String, environment: [String: String]) throws(EngineError) {
        guard let program = ChildProcess.program("ssh", path: environment["PATH"]) else {
            throw EngineError(
                .invalidConfiguration,
                "there is no ssh program to reach ssh://\(destination) with",
                remedy: "install OpenSSH's client"
            )
        }
        self.destination = destination
        errors = try Self.namelessFile(environment["TMPDIR"] ?? "/tmp")
        var pair: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            close(errors)
            throw Self.failure(errno, "a socket pair for ssh")
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
            throw Self.failure(error.code, "ssh")
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

    /// What ssh said last; nil where it said nothing.
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
            "ssh to \(destination) says: \(last.trimmingSpaces)",
            remedy: "check that this works: ssh \(destination) docker version"
        )
    }

    // MARK: Starting and collecting

    private static func namelessFile(_ folder: String) throws(EngineError) -> CInt {
        var template = Array("\(folder)/ssh-errors-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(errno, "a file for ssh's messages") }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    /// Whoever collects all children of this process (the native runtime does) may have been faster; then the pid is not
    /// ours any more, and is left alone.
    private static func collect(_ pid: pid_t, attempts: Int) {
        guard waitpid(pid, nil, WNOHANG) == 0, attempts > 0 else { return }
        // It ends by itself when its socket does, unless its host is gone.
        if attempts == 10 { kill(pid, SIGTERM) }
        if attempts == 1 { kill(pid, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) {
            collect(pid, attempts: attempts - 1)
        }
    }

    private static func failure(_ code: CInt, _ what: String) -> EngineError {
        EngineError(.unreachable, "cannot get \(what): \(String(cString: strerror(code)).lowercased())")
    }
}
