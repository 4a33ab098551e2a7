import Foundation

/// A shell script that lives as long as this process: it reads from a pipe that only this process can write to, so that
/// whatever we die of, it sees the end and clears up.
enum GuardedScript {
    struct Failure: Error {
        var output: String
    }

    /// Starts a script, and waits until it has closed its standard output; `ready` on a line is what it shall print.
    static func start(_ script: String, _ arguments: [String]) async throws {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try run(script, arguments) }) }
        }
    }

    private static func run(_ script: String, _ arguments: [String]) throws {
        var input: [Int32] = [0, 0]
        var output: [Int32] = [0, 0]
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw Failure(output: "no pipe") }
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that an interrupt of the tests reaches the pipe and not the server; and no signals
        // blocked, as they are in libdispatch's threads.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var command = (["bash", "-c", script, "bash"] + arguments).map { strdup($0) } + [nil]
        defer { for argument in command { free(argument) } }
        var pid = pid_t()
        let code = posix_spawnp(&pid, "bash", &actions, &attributes, &command, environ)
        close(input[0])
        close(output[1])
        guard code == 0 else { throw Failure(output: "bash cannot be started: \(code)") }
        let text = FileHandle(fileDescriptor: output[0], closeOnDealloc: true).readDataToEndOfFile()
        guard text == Data("ready\n".utf8) else { throw Failure(output: String(decoding: text, as: UTF8.self)) }
    }
}
