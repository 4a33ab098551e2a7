import CLinux
import Glibc
import Runtime

/// The process that outlives a supervisor by a moment, to end what it left.
///
/// It holds the reading end of a pipe whose writing end only the supervisor has. When that end closes, by whatever
/// death, it reads the ledger and ends every group in it, then itself.
package enum Guardian {
    /// The descriptor on which the guardian finds the pipe.
    package static let pipeDescriptor: Int32 = 3
    /// The subcommand of this program that is a guardian.
    package static let subcommand = "guard"
    /// This program, also when its file was moved or replaced since it was started.
    private static let ownProgram = "/proc/self/exe"
    /// Of the two seconds within which nothing may be left, the half that services get to end by themselves.
    static let grace = Duration.seconds(1)

    /// The guardian's whole life. Returns what it ended once the supervisor is gone.
    /// - Parameter cookie: of the supervisor's ledger.
    package static func run(ledgerPath: String, cookie: String) -> [LeftoverCleaner.Ended] {
        // It ends when the supervisor does, and not by a signal that was meant for both.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { signal(number, SIG_IGN) }
        var byte: UInt8 = 0
        while true {
            let count = read(pipeDescriptor, &byte, 1)
            if count == 0 { break }
            if count < 0, errno != EINTR { break }
        }
        return endServices(ledgerPath: ledgerPath, cookie: cookie)
    }

    /// A guardian that comes late, after it was stopped, finds the ledger of the next supervisor, whose services are none
    /// of its business.
    static func endServices(ledgerPath: String, cookie: String) -> [LeftoverCleaner.Ended] {
        guard let ledger = try? Ledger.read(path: ledgerPath), ledger.cookie == cookie else { return [] }
        return LeftoverCleaner(grace: grace).clean(ledger)
    }

    /// Starts a guardian for this process.
    /// - Returns: its pid and the writing end of the pipe, which must stay open for as long as this process lives.
    static func start(command: [String], environment: [String: String]) throws(RuntimeError) -> (
        pid: Int32, pipe: Int32
    ) {
        guard let program = command.first else { throw RuntimeError(.cannotExecute, "the guardian has no command") }
        let paths = [program] + (command.count > 1 && command[1] == Self.subcommand ? [Self.ownProgram] : [])
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
                var error = ENOENT
                for path in paths where error == ENOENT || error == EACCES {
                    error = path.withCString { path in
                        var request = clinux_spawn_request()
                        request.path = path
                        request.argv = argv
                        request.envp = envp
                        request.stdin_fd = null
                        request.stdout_fd = null
                        request.stderr_fd = null
                        request.extra_fd = ends[0]
                        return clinux_spawn(&request, &pid)
                    }
                }
                return error
            }
        }
        guard error == 0 else {
            close(ends[1])
            throw RuntimeError(.cannotExecute, "cannot start the guardian: \(String(cString: strerror(error)))")
        }
        return (pid, ends[1])
    }
}
