import Dispatch
import Foundations
import Glibc
import Synchronization

/// Runs a program in the foreground of this process's terminal and waits for it to exit.
struct ForegroundProgram {
    enum Streams {
        /// The terminal, whatever this process's own streams are.
        case terminal
        /// Those of this process.
        case inherited
        /// Nothing to read; all output goes to this descriptor.
        case output(Int32)
        /// Nothing to read; standard output goes to this descriptor, and errors to this process's own.
        case standardOutput(Int32)
        /// Nothing to read; all output goes to this process's standard error.
        case errors
    }

    var path: String
    var arguments: [String]
    var streams = Streams.terminal
    /// nil: that of this process.
    var environment: [String: String]?
    /// Signals that this process's caller ignores, and the program shall too.
    var ignoredSignals: [Int32] = []
    /// Called once it runs, with its process id.
    var onStart: @Sendable (pid_t) -> Void = { _ in }

    enum End: Hashable, Sendable {
        /// It could not be started, with the reason.
        case notStarted(String)
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Runs the program. Sends SIGTERM to it if the task is cancelled.
    func run() async -> End {
        let running = Mutex<pid_t?>(nil)
        var pid: pid_t = 0
        let error = spawn(&pid)
        guard error == 0 else { return .notStarted("cannot run \(path): \(String(cString: strerror(error)))") }
        let child = pid
        running.withLock { $0 = child }
        onStart(child)
        return await withTaskCancellationHandler {
            let status = await withCheckedContinuation { (ended: CheckedContinuation<Int32, Never>) in
                // On its own queue, because it waits for the user.
                DispatchQueue(label: "cpadev.foreground").async {
                    var status: Int32 = 0
                    while waitpid(child, &status, 0) < 0, errno == EINTR {}
                    ended.resume(returning: status)
                }
            }
            running.withLock { $0 = nil }
            // WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2), which are macros that Swift does not import.
            return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: status & 0x7F)
        } onCancel: {
            running.withLock { pid in
                if let pid { _ = kill(pid, SIGTERM) }
            }
        }
    }

    /// Spawns the program with default signals but those ignored.
    private func spawn(_ pid: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        switch streams {
        case .inherited: break
        case .terminal:
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/tty", O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        case .output(let descriptor), .standardOutput(let descriptor):
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
            if case .output = streams { posix_spawn_file_actions_adddup2(&actions, descriptor, 2) }
        case .errors:
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, 2, 1)
        }
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        for signal in ignoredSignals { sigdelset(&all, signal) }
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        return CStringArray.with(arguments) { argv in
            guard let environment else { return posix_spawn(&pid, path, &actions, &attributes, argv, environ) }
            return CStringArray.with(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawn(&pid, path, &actions, &attributes, argv, envp)
            }
        }
    }
}
