import Foundation
import Glibc
import Synchronization

/// How a program ended and what it wrote.
struct CommandResult: Sendable {
    /// The exit code, or minus the signal.
    var code: Int32
    var output: String
    var errors: String
    var duration: Duration

    /// For messages of tests.
    var summary: String { "code \(code)\n\(output)\(errors)" }
}

/// A program that a test started, in a session of its own, with nothing on standard input and files as outputs, so
/// that a child that outlives it holds nobody up.
final class RunningCommand: Sendable {
    let pid: pid_t
    private let begin = ContinuousClock.now
    private let outputPath: String
    private let errorPath: String
    private let end = End()

    /// Filled in by the thread that waits for the process.
    private final class End: Sendable {
        let value = Mutex<(code: Int32, time: ContinuousClock.Instant)?>(nil)
    }

    /// - Parameter outputs: where the outputs go: a path to which `.out` and `.err` are added.
    init(_ words: [String], environment: [String: String], directory: String, outputs: String) throws {
        outputPath = "\(outputs).out"
        errorPath = "\(outputs).err"
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // As a shell would: no signal blocked or ignored. Threads of the test have some blocked.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var usual = sigset_t()
        sigemptyset(&usual)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { sigaddset(&usual, signal) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID))

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addchdir_np(&actions, directory)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)

        var pid = pid_t()
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in arguments + variables { free(string) } }
        let code = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw Failure("cannot run \(words[0]): \(String(cString: strerror(code)))") }
        self.pid = pid
        Thread.detachNewThread { [end] in
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            let code = signal == 0 ? (status >> 8) & 0xFF : -signal
            end.value.withLock { $0 = (code, .now) }
        }
    }

    var output: String { Self.text(outputPath) }
    var errors: String { Self.text(errorPath) }
    var isRunning: Bool { end.value.withLock { $0 == nil } }

    /// Sends it a signal, unless it has ended.
    func send(_ signal: Int32) {
        if isRunning { kill(pid, signal) }
    }

    /// Waits for its end; kills it where that does not come in time.
    func result(within limit: Duration = .seconds(60)) async throws -> CommandResult {
        do {
            try await eventually("the end of pid \(pid): \(output)\(errors)", within: limit) { !isRunning }
        } catch {
            send(SIGKILL)
            throw error
        }
        guard let end = end.value.withLock({ $0 }) else { throw Failure("pid \(pid) has no end") }
        return CommandResult(code: end.code, output: output, errors: errors, duration: end.time - begin)
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
