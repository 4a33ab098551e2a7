import FoundationEssentials
import Glibc
import Testing

@testable import NativeRuntime

/// Why a program does not start, in words that say what is wrong with it.
@Suite struct ExecutableProblemTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/programs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ name: String, _ text: String, mode: mode_t = 0o755) throws {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, mode)
    }

    private var search: ExecutableSearch { ExecutableSearch(path: "\(folder):/usr/bin:/bin", directory: folder) }

    @Test func aGoodProgramHasNone() throws {
        try write("good", "#!/bin/sh\n")
        try write("found", "#!/usr/bin/env sh\n")
        for name in ["good", "./good", "found", "sh", "/bin/sh"] { #expect(search.problem(with: name) == nil) }
    }

    @Test(arguments: [
        ("plain", "#!/bin/sh\n", mode_t(0o644), "is not executable", "make it executable: chmod +x"),
        ("lost", "#!/no/such/interpreter -x\n", 0o755, "/no/such/interpreter, does not exist", "first line"),
        ("env", "#!/usr/bin/env no-such-interpreter\n", 0o755, "'no-such-interpreter', is not installed", "first line"),
        ("crlf", "#!/bin/sh\r\n", 0o755, "ends in a carriage return", "Unix line endings"),
    ])
    func aFileThatIsThereIsNamedWithWhatIsWrong(
        name: String,
        text: String,
        mode: mode_t,
        reason: String,
        remedy: String
    ) throws {
        try write(name, text, mode: mode)
        // Root may execute nothing that nobody may, either.
        for word in ["./\(name)", name] {
            let problem = try #require(search.problem(with: word))
            #expect(problem.reason.contains("\(folder)/"), "\(problem.reason)")
            #expect(problem.reason.contains(reason), "\(problem.reason)")
            #expect(problem.remedy?.contains(remedy) == true && !problem.isMissing)
        }
    }

    @Test func theCommandThatRemediesItIsSafeToPaste() throws {
        try write("x'; touch y; '", "#!/bin/sh\n", mode: 0o644)
        let remedy = try #require(search.problem(with: "./x'; touch y; '")?.remedy)
        #expect(remedy == "make it executable: chmod +x '\(folder)/x'\\''; touch y; '\\'''")
    }

    @Test func whatIsNotThereIsMissing() throws {
        #expect(search.problem(with: "no-such-program")?.reason == "'no-such-program' is not installed")
        let absolute = try #require(search.problem(with: "/srv/no/such"))
        #expect(absolute.reason == "/srv/no/such does not exist" && absolute.isMissing)
        symlink("/no/such/file", "\(folder)/dangling")
        #expect(search.problem(with: "./dangling")?.reason.contains("is a symbolic link to a missing file") == true)
        #expect(search.problem(with: "/etc")?.reason == "/etc is a directory")
        #expect(search.problem(with: "/etc/passwd")?.reason == "/etc/passwd is not executable")
    }

    @Test func aTextWithoutAnInterpreterIsToldByTheErrorOfItsStart() throws {
        try write("text", "echo hello\n")
        #expect(search.problem(with: "./text") == nil)
        let problem = search.problem(withFile: "\(folder)/text", error: ENOEXEC)
        #expect(problem.reason.contains("neither a program nor a script"))
        #expect(problem.remedy == "start it with a line such as #!/bin/sh")
    }
}
