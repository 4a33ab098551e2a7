import Foundation

/// A child of the tests with signals as a shell would give them.
///
/// Foundation's `Process` hands down the signal mask of the thread that starts it, and libdispatch's threads block
/// nearly all: a server would never see SIGTERM. Waiting is done on a thread of its own, not on the tasks' few.
struct ChildProcess: Sendable {
    struct SpawnFailure: Error {
        var command: [String]
        var code: Int32
    }

    let pid: pid_t

    init(_ command: [String]) throws {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }

        var pid = pid_t()
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let code = posix_spawn(&pid, command[0], &actions, &attributes, &arguments, environ)
        guard code == 0 else { throw SpawnFailure(command: command, code: code) }
        self.pid = pid
    }

    /// The exit code, or minus the signal that ended it. To be called once.
    func exit() async -> Int32 {
        let pid = pid
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : -signal)
            }
        }
    }
}
