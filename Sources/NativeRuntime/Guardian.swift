import CLinux
import Foundations
import Glibc
import Runtime
package import StateFiles

/// A process that briefly outlives the supervisor to clean up after it.
///
/// It holds the read end of a pipe of which only the supervisor holds the write end. When the write end closes, however
/// the supervisor died, the guardian reads the ledger, terminates every process group in it, and exits. Processes with
/// the ledger's cookie or mark it terminates even if the ledger is gone. A byte in the pipe dismisses it.
package enum Guardian {
    /// The guardian's descriptor of the pipe.
    package static let pipeDescriptor: Int32 = 3
    /// The subcommand with which this program runs as a guardian.
    package static let subcommand = "guard"
    /// This program, even if its file was moved or replaced since it was started.
    private static let ownProgram = "/proc/self/exe"
    /// The grace period of services: half of the two seconds in which all processes must be gone.
    static let grace = Duration.seconds(1)

    /// Runs the guardian until the supervisor is gone. Returns the processes that it terminated.
    /// - Parameters:
    ///   - folder: the folder of the supervisor's ledger.
    ///   - cookie: the cookie of that ledger.
    package static func run(in folder: OwnedDirectory, cookie: String) -> [LeftoverCleaner.Ended] {
        // It must exit with the supervisor only, not on a signal sent to both.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { signal(number, SIG_IGN) }
        var byte: UInt8 = 0
        while true {
            let count = read(pipeDescriptor, &byte, 1)
            // A byte says that the stack ended in order.
            if count > 0 { return [] }
            if count == 0 || errno != EINTR { break }
        }
        return endServices(in: folder, cookie: cookie)
    }

    /// Checks the cookie first: a guardian that was suspended may find the ledger of the next supervisor, whose
    /// services it must not touch. Without its own ledger, which may have been deleted with the state folder, it looks
    /// for the cookie alone.
    static func endServices(in folder: OwnedDirectory, cookie: String) -> [LeftoverCleaner.Ended] {
        var ledger = Ledger.Contents(bootID: ProcessTable.bootID(), cookie: cookie, entries: [])
        if let found = try? Ledger.read(in: folder), found.cookie == cookie { ledger = found }
        return LeftoverCleaner(grace: grace).clean(ledger)
    }

    /// Starts a guardian for this process.
    /// - Parameter folder: the guardian's working directory, which is the same folder even if its path leads elsewhere.
    /// - Returns: its pid and the write end of the pipe, which must stay open for the lifetime of this process.
    static func start(
        command: [String],
        environment: [String: String],
        in folder: OwnedDirectory
    ) throws(RuntimeError) -> (pid: Int32, pipe: Int32) {
        guard let program = command.first else { throw RuntimeError(.cannotExecute, "the guardian has no command") }
        let paths = [program] + (command.count > 1 && command[1] == Self.subcommand ? [Self.ownProgram] : [])
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else {
            throw RuntimeError(.systemCall, "cannot create a pipe: \(errnoText())")
        }
        defer { close(ends[0]) }
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        var pid: Int32 = 0
        let error = CStringArray.with(command) { argv in
            CStringArray.with(environment.map { "\($0.key)=\($0.value)" }.sorted()) { envp in
                var error = ENOENT
                for path in paths where error == ENOENT || error == EACCES {
                    error = path.withCString { path in
                        folder.descriptorPath.withCString { directory in
                            var request = clinux_spawn_request()
                            request.path = path
                            request.argv = argv
                            request.envp = envp
                            request.working_directory = directory
                            request.stdin_fd = null
                            request.stdout_fd = null
                            request.stderr_fd = null
                            request.extra_fd = ends[0]
                            return clinux_spawn(&request, &pid)
                        }
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
