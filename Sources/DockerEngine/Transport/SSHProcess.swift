import Foundations
import Glibc

/// A run of `ssh HOST docker system dial-stdio`, which is a connection to the engine of that host. Keys, jump hosts and
/// ControlMaster follow the user's configuration.
final class SSHProcess: Sendable {
    /// Our end of the socket pair that is ssh's standard input and output, and so the connection to the engine. The code
    /// that takes it over must close it.
    let socket: CInt
    private let destination: String
    private let child: ChildProcess
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
        let errors = try Self.unlinkedFile(environment["TMPDIR"] ?? "/tmp")
        let arguments = Self.arguments(destination)
        var pair: [CInt] = [-1, -1]
        do throws(EngineError) {
            guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
                throw ChildProcess.failure(errno, "create a socket pair for \(program)")
            }
            defer { close(pair[1]) }
            child = try ChildProcess(
                program,
                arguments,
                environment: environment,
                input: pair[1],
                output: pair[1],
                errors: errors
            )
        } catch {
            if pair[0] >= 0 { close(pair[0]) }
            close(errors)
            throw error
        }
        socket = pair[0]
        self.destination = destination
        self.errors = errors
    }

    deinit { close(errors) }

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
        return options + ["--", String(host), "docker", "system", "dial-stdio"]
    }

    /// Returns ssh's last error message, or nil if it wrote none.
    func failure() -> EngineError? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let size = lseek(errors, 0, SEEK_END)
        let start = max(0, size - off_t(bytes.count))
        let count = pread(errors, &bytes, bytes.count, start)
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let last = lines.last(where: { !$0.allSatisfy(\.isWhitespace) }) else { return nil }
        return EngineError(
            .unreachable,
            "ssh to \(destination) failed: \(last.drop { $0.isWhitespace })",
            remedy: "check that this works: ssh \(QuotedValue.shell(destination)) docker version"
        )
    }

    private static func unlinkedFile(_ folder: String) throws(EngineError) -> CInt {
        var template = Array("\(folder)/ssh-errors-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw ChildProcess.failure(errno, "create a file for ssh's messages") }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }
}
