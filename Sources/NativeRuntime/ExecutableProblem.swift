import Foundations
import Glibc

/// The reason why a program cannot be started, and a remedy.
package struct ExecutableProblem: Hashable, Sendable {
    /// Lower case, without a full stop.
    package var reason: String
    package var remedy: String?
    /// Whether the file is missing; false if it exists but cannot be executed.
    package var isMissing: Bool

    init(_ reason: String, remedy: String?, isMissing: Bool = false) {
        self.reason = reason
        self.remedy = remedy
        self.isMissing = isMissing
    }
}

extension ExecutableSearch {
    /// Returns why a program would not start: it is missing, not executable, or names a missing interpreter. Returns
    /// nil if there is no problem. Source: execve(2).
    package func problem(with name: String) -> ExecutableProblem? {
        guard !name.isEmpty else { return ExecutableProblem("its command is empty", remedy: nil, isMissing: true) }
        if name.hasPrefix("/") { return problem(withFile: name) }
        if name.contains("/") {
            return problem(withFile: "\(directory)/\(name.hasPrefix("./") ? name.dropFirst(2) : name[...])")
        }
        if let path = find(name) { return problem(withFile: path) }
        let candidates = path.split(separator: ":").map { "\($0)/\(name)" }
        if let unfit = candidates.first(where: { access($0, F_OK) == 0 }) { return problem(withFile: unfit) }
        return ExecutableProblem(
            "'\(name)' is not installed",
            remedy: "install it or add its directory to PATH",
            isMissing: true
        )
    }

    /// Explains an error of execve(2) for a file.
    func problem(withFile path: String, error: Int32) -> ExecutableProblem {
        if let problem = problem(withFile: path) { return problem }
        if error == ENOEXEC {
            return FileHead(path).isProgram
                ? ExecutableProblem("\(path) is built for another architecture", remedy: nil)
                : ExecutableProblem(
                    "\(path) is neither a program nor a script with a #! line",
                    remedy: "start it with a line such as #!/bin/sh"
                )
        }
        return ExecutableProblem(
            "cannot start \(path): \(String(cString: strerror(error)))",
            remedy: error == EACCES ? "make it executable: chmod +x \(QuotedValue.shell(path))" : nil
        )
    }

    private func problem(withFile path: String) -> ExecutableProblem? {
        guard let status = FileStatus(path, followsLinks: true) else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            guard isMissing else {
                return ExecutableProblem("\(path) cannot be reached: \(String(cString: strerror(errno)))", remedy: nil)
            }
            let isLink = FileStatus(path) != nil
            return ExecutableProblem(
                isLink ? "\(path) is a symbolic link to a missing file" : "\(path) does not exist",
                remedy: "correct the path or create the file",
                isMissing: true
            )
        }
        guard status.kind == .regular else {
            let kind = status.kind == .folder ? "a directory" : "not a regular file"
            return ExecutableProblem("\(path) is \(kind)", remedy: "name the program in the Compose file")
        }
        if access(path, X_OK) == 0 { return problem(withInterpreterOf: path) }
        var system = statvfs()
        // Source: statvfs(3), ST_NOEXEC.
        if status.permissions & 0o111 != 0, statvfs(path, &system) == 0, system.f_flag & 8 != 0 {
            return ExecutableProblem("\(path) is on a file system mounted with noexec", remedy: nil)
        }
        let remedy = "make it executable: chmod +x \(QuotedValue.shell(path))"
        return ExecutableProblem("\(path) is not executable", remedy: remedy)
    }

    private func problem(withInterpreterOf file: String) -> ExecutableProblem? {
        let head = FileHead(file)
        if let loader = head.loader {
            guard access(loader, F_OK) != 0 else { return nil }
            let reason = "\(file) is built for another system: the loader \(loader) does not exist"
            return ExecutableProblem(reason, remedy: nil)
        }
        guard let words = head.interpreter, let interpreter = words.first else { return nil }
        if interpreter.hasSuffix("\r") || words.last?.hasSuffix("\r") == true {
            return ExecutableProblem(
                "the first line of \(file) ends in a carriage return, which becomes part of the interpreter name",
                remedy: "convert it to Unix line endings: sed -i 's/\\r$//' \(QuotedValue.shell(file))"
            )
        }
        let remedy = "install it or correct the first line of \(file)"
        if access(interpreter, F_OK) != 0 {
            return ExecutableProblem("the interpreter of \(file), \(interpreter), does not exist", remedy: remedy)
        }
        if access(interpreter, X_OK) != 0 {
            return ExecutableProblem("the interpreter of \(file), \(interpreter), is not executable", remedy: remedy)
        }
        // In `#!/usr/bin/env node`, env searches PATH for the interpreter.
        guard interpreter.hasSuffix("/env"), words.count > 1, !words[1].hasPrefix("-"), !words[1].contains("="),
            find(words[1]) == nil
        else { return nil }
        return ExecutableProblem("the interpreter of \(file), '\(words[1])', is not installed", remedy: remedy)
    }
}

/// The first bytes of a file, from which the kernel determines how to execute it.
struct FileHead {
    private let bytes: [UInt8]

    init(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            bytes = []
            return
        }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        bytes = Array(buffer.prefix(max(0, count)))
    }

    /// Whether the file is an ELF binary. Source: elf(5).
    var isProgram: Bool { bytes.starts(with: [0x7F, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F")]) }

    /// The interpreter of a script and its argument; nil if the file is not a script.
    var interpreter: [String]? {
        guard bytes.starts(with: "#!".utf8) else { return nil }
        // Source: execve(2): the kernel reads at most 255 bytes of the first line.
        let line = bytes.dropFirst(2).prefix(255).prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }.map(String.init)
    }

    /// The dynamic loader of a 64-bit program; nil if it has none. Source: elf(5), PT_INTERP.
    var loader: String? {
        guard isProgram, bytes.count > 64, bytes[4] == 2, bytes[5] == 1 else { return nil }
        let table = number(at: 32, bytes: 8)
        let size = number(at: 54, bytes: 2)
        for index in 0..<number(at: 56, bytes: 2) {
            let entry = table + index * size
            guard entry >= 0, entry + 40 <= bytes.count else { return nil }
            guard number(at: entry, bytes: 4) == 3 else { continue }
            let start = number(at: entry + 8, bytes: 8)
            guard start > 0, start < bytes.count else { return nil }
            return String(decoding: bytes[start...].prefix { $0 != 0 }, as: UTF8.self)
        }
        return nil
    }

    private func number(at offset: Int, bytes count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(truncatingIfNeeded: UInt64(bytes[offset + $1]) << UInt64(8 * $1)) }
    }
}
