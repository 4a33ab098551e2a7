import CLinux
import Dispatch
import Glibc

/// A run of `ssh` or a credential helper.
///
/// swift-subprocess does not fit. It waits for its children, but in the supervisor the native runtime collects every child
/// that ends, so the wait would fail and the output would be lost with it. It also cannot set the mark below.
final class ChildProcess: Sendable {
    private let pid: pid_t

    /// Returns the first program of that name in `PATH`, or nil if there is none.
    static func program(_ name: String, path: String?) -> String? {
        let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        let candidates = folders.map { folder in "\(folder)/\(name)" }
        return candidates.first { candidate in access(candidate, X_OK) == 0 }
    }

    /// Starts a program in its own session, with its three standard descriptors and no others. Throws `unreachable`.
    ///
    /// - Parameters:
    ///   - input, output, errors: its standard descriptors, which the caller closes.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        input: CInt,
        output: CInt,
        errors: CInt
    ) throws(EngineError) {
        let argv = ([program] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let code = argv.withUnsafeBufferPointer { argv in
            envp.withUnsafeBufferPointer { envp in
                var request = clinux_spawn_request()
                request.path = UnsafePointer(argv[0])
                request.argv = argv.baseAddress
                request.envp = envp.baseAddress
                request.stdin_fd = input
                request.stdout_fd = output
                request.stderr_fd = errors
                request.extra_fd = -1
                // A ControlMaster that ssh leaves behind may be shared, so it is marked as belonging to no stack.
                request.mark = clinux_outside_mark
                return clinux_spawn(&request, &pid)
            }
        }
        guard code == 0 else { throw Self.failure(code, "start \(program)") }
        self.pid = pid
    }

    deinit { Self.collect(pid, attempts: 20) }

    /// Reaps the program. If another reaper in this process was faster (the native runtime reaps all children), the pid may
    /// have been reused and must not be signalled.
    private static func collect(_ pid: pid_t, attempts: Int) {
        guard waitpid(pid, nil, WNOHANG) == 0, attempts > 0 else { return }
        // It exits on its own once its input is closed, unless it hangs or the host is gone.
        if attempts == 10 { kill(pid, SIGTERM) }
        if attempts == 1 { kill(pid, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) {
            collect(pid, attempts: attempts - 1)
        }
    }

    static func failure(_ code: CInt, _ what: String) -> EngineError {
        EngineError(.unreachable, "cannot \(what): \(String(cString: strerror(code)).lowercased())")
    }
}
