import Foundations
import Glibc
import NativeRuntime
import StackHost
import TerminalUI

/// The programs of this machine that the screen uses.
struct DesktopTools: SystemTools {
    var environment: [String: String]

    func copy(_ text: String) async -> Bool {
        guard let program = ClipboardProgram.find(environment: environment, search: find) else { return false }
        return await program.copy(text)
    }

    func show(_ text: String, line: Int, in viewer: TextViewer) async -> String? {
        let folder = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        // mkstemp(3) creates the file with mode 0600.
        var path = Array("\(folder)/cpadev-logs-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { return "cannot create a file in \(folder): \(String(cString: strerror(errno)))" }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let file = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(file) }
        let error = CompleteWrite.write(Array(text.utf8), to: descriptor)
        close(descriptor)
        if let error { return "cannot write \(file): \(String(cString: strerror(error)))" }
        let command = ViewerCommand(viewer, file: file, line: line, environment: environment) { find($0) != nil }
        // Checked beforehand, since the screen would immediately cover the shell's own message.
        if let obstacle = command.obstacle({ search.problem(with: $0)?.reason }) { return obstacle }
        return command.problem(await ForegroundProgram(path: "/bin/sh", arguments: command.shellArguments).run())
    }

    private var search: ExecutableSearch {
        ExecutableSearch(
            path: environment["PATH"] ?? "/usr/bin:/bin",
            directory: CallerEnvironment.workingDirectory
        )
    }

    private func find(_ program: String) -> String? { search.find(program) }
}
