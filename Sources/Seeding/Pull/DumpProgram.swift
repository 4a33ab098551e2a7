import CLinux
import Foundations
import Glibc

/// A run of pg_restore, which prints the SQL of a dump in a format of its own.
final class DumpProgram: Sendable {
    /// The end of the pipe with its output.
    let output: Int32
    private let errors: Int32
    private let pid: pid_t

    /// Starts the program on a dump.
    init(_ program: String, _ dump: String) throws(SeedingError) {
        var ends: [Int32] = [0, 0]
        errors = clinux_memory_file("cpadev-pg_restore")
        guard errors >= 0, pipe(&ends) == 0 else { throw Self.failure(program, errno) }
        // The program would never see the end of a pipe that it has open itself.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        let arguments = [program, "--no-owner", "--no-privileges", "--file=-", dump]
        var child: pid_t = 0
        let error = CStringArray.with(arguments) { posix_spawn(&child, program, &actions, nil, $0, environ) }
        close(ends[1])
        output = ends[0]
        pid = child
        guard error == 0 else {
            close(errors)
            close(ends[0])
            throw Self.failure(program, error)
        }
    }

    private static func failure(_ program: String, _ number: Int32) -> SeedingError {
        SeedingError(.refused, "cannot run \(program): \(String(cString: strerror(number)))")
    }

    /// Waits for the program's end.
    /// - Throws: if it failed, with its last message.
    func finish() throws(SeedingError) {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status != 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(errors, &bytes, bytes.count, 0)
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        let reason = lines.last { $0.contains("error") } ?? lines.last ?? "it failed"
        throw SeedingError(.refused, "the dump cannot be read: \(reason)")
    }

    /// Ends the program, if it still runs.
    func stop() { kill(pid, SIGKILL) }

    deinit {
        close(output)
        close(errors)
    }
}
