import CLinux
import Foundation
import Glibc
import Synchronization
import TestSupport

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
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let output = open(outputPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let errors = open(errorPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { for descriptor in [null, output, errors] { close(descriptor) } }
        guard output >= 0, errors >= 0 else { throw TestFailure("cannot write \(outputs): errno \(errno)") }
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        let folder = strdup(directory)
        defer { for string in arguments + variables + [folder] { free(string) } }
        var child = pid_t()
        // With no signal blocked or ignored: threads of the test have some blocked.
        let code = arguments.withUnsafeMutableBufferPointer { argv in
            variables.withUnsafeMutableBufferPointer { envp in
                var request = clinux_spawn_request()
                request.path = UnsafePointer(argv[0])
                request.argv = UnsafePointer(argv.baseAddress)
                request.envp = UnsafePointer(envp.baseAddress)
                request.working_directory = UnsafePointer(folder)
                request.stdin_fd = null
                request.stdout_fd = output
                request.stderr_fd = errors
                request.extra_fd = -1
                return clinux_spawn(&request, &child)
            }
        }
        guard code == 0 else { throw TestFailure("cannot run \(words[0]): \(String(cString: strerror(code)))") }
        let pid = child
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
        guard let end = end.value.withLock({ $0 }) else { throw TestFailure("pid \(pid) has no end") }
        return CommandResult(code: end.code, output: output, errors: errors, duration: end.time - begin)
    }

    /// Whether it ends in time by itself; it is killed where it does not.
    func endsWithin(_ limit: Duration) async throws -> Bool {
        do { _ = try await result(within: limit) } catch { return false }
        return true
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
