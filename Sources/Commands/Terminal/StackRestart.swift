import Dispatch
import Foundations
import Glibc
import StackHost

/// Starts the stack again for a screen whose stack was taken down. Runs `cpadev up -d` as a separate process, since
/// none of its output may reach the terminal of the screen.
struct StackRestart: Sendable {
    var program = CallerEnvironment.executable
    /// The arguments after the program name.
    var arguments: [String]

    /// Returns once everything is started.
    ///
    /// - Returns: the error in one line; nil on success.
    func run() async -> String? {
        await withCheckedContinuation { ended in
            DispatchQueue(label: "cpadev.restart").async { ended.resume(returning: runAndWait()) }
        }
    }

    private func runAndWait() -> String? {
        // A file and not a pipe, which a supervisor that inherits it would keep open.
        guard let errors = tmpfile() else { return "cannot create a file: \(String(cString: strerror(errno)))" }
        defer { fclose(errors) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, fileno(errors), 2)
        var pid: pid_t = 0
        let error = CStringArray.with([program] + arguments) { argv in
            posix_spawn(&pid, program, &actions, nil, argv, environ)
        }
        guard error == 0 else { return "cannot run \(program): \(String(cString: strerror(error)))" }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status == 0 ? nil : Self.problem(in: Self.text(of: errors))
    }

    private static func text(of file: UnsafeMutablePointer<FILE>) -> String {
        rewind(file)
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The first error with its hint, in the format of commands; or else the last line.
    static func problem(in text: String) -> String {
        let lines = text.split(separator: "\n").map { line in
            String(line.drop { $0.isWhitespace })
        }
        let words = "error: "
        guard let first = lines.firstIndex(where: { $0.contains(words) }) else {
            return lines.last { !$0.isEmpty } ?? "the stack could not be started"
        }
        let error = lines[first].hasPrefix(words) ? String(lines[first].dropFirst(words.count)) : lines[first]
        let hint = lines[first...].first { $0.hasPrefix("hint: ") }
        return error + (hint.map { "; \($0)" } ?? "")
    }
}
