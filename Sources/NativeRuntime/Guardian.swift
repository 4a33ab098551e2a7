import CLinux
import Glibc
import Runtime

/// The process that outlives a supervisor by a moment, to end what it left.
///
/// It holds the reading end of a pipe whose writing end only the supervisor has. When that end closes, by whatever
/// death, it reads the ledger and ends every group in it, then itself.
public enum Guardian {
    /// The descriptor on which the guardian finds the pipe.
    public static let pipeDescriptor: Int32 = 3
    /// Of the two seconds within which nothing may be left, the half that services get to end by themselves.
    static let grace = Duration.seconds(1)

    /// The guardian's whole life. Returns what it ended once the supervisor is gone.
    public static func run(ledgerPath: String) -> [LeftoverCleaner.Ended] {
        // It ends when the supervisor does, and not by a signal that was meant for both.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { signal(number, SIG_IGN) }
        var byte: UInt8 = 0
        while true {
            let count = read(pipeDescriptor, &byte, 1)
            if count == 0 { break }
            if count < 0, errno != EINTR { break }
        }
        guard let ledger = Ledger.read(path: ledgerPath) else { return [] }
        return LeftoverCleaner(grace: grace).clean(ledger)
    }

    /// Starts a guardian for this process.
    /// - Returns: its pid and the writing end of the pipe, which must stay open for as long as this process lives.
    static func start(command: [String], environment: [String: String]) throws(RuntimeError) -> (
        pid: Int32, pipe: Int32
    ) {
        guard let program = command.first else { throw RuntimeError(.cannotExecute, "the guardian has no command") }
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else {
            throw RuntimeError(.systemCall, "cannot make a pipe: \(errnoText())")
        }
        defer { close(ends[0]) }
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        var pid: Int32 = 0
        let error = withCStrings(command) { argv in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }.sorted()) { envp in
                program.withCString { path in
                    var request = clinux_spawn_request(
                        path: path,
                        argv: argv,
                        envp: envp,
                        working_directory: nil,
                        stdin_fd: null,
                        stdout_fd: null,
                        stderr_fd: null,
                        extra_fd: ends[0]
                    )
                    return clinux_spawn(&request, &pid)
                }
            }
        }
        guard error == 0 else {
            close(ends[1])
            throw RuntimeError(.cannotExecute, "cannot start the guardian: \(String(cString: strerror(error)))")
        }
        return (pid, ends[1])
    }
}
