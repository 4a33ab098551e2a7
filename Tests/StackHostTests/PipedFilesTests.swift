import ControlAPI
import Diagnostics
import Foundation
import Glibc
import Testing
import YAMLTree

@testable import StackHost

/// Files that are no files where commands expect some.
@Suite(.timeLimit(.minutes(1))) struct PipedFilesTests {
    private func withFIFO(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "/piped-" + UUID().uuidString
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        try body(path)
    }

    private func rendered(_ path: String) -> String {
        let place = Diagnostics.SourceLocation(file: path, line: 1, column: 1)
        return LoadedStack.render([Diagnostic(.error, "wrong", "what is wrong", at: place)], color: false, "/")
    }

    @Test func anExcerptOfAFIFOIsNotWaitedFor() throws {
        try withFIFO { #expect(rendered($0).contains("what is wrong")) }
    }

    @Test func aPipesContentIsNotShown() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        write(ends[1], "PASSWORD=secret\n", 16)
        for path in ["/dev/fd/\(ends[0])", "/proc/self/fd/\(ends[0])"] {
            #expect(!rendered(path).contains("secret"))
        }
        #expect(!rendered("/proc/self/environ").contains("PATH"))
    }

    @Test func aSmallFileThatIsAFIFOIsNone() throws {
        try withFIFO { #expect(SmallFile.read($0) == nil) }
        #expect(SmallFile.read("/dev/zero") == nil)
        #expect(SmallFile.read("/proc/self/stat") != nil)
    }

    @Test(arguments: ["-", "/dev/fd/63", "/proc/self/fd/11", "/dev/stdin"])
    func aComposeFileFromAPipeLeavesTheProjectWhereTheCallerIs(file: String) throws {
        let location = try StackLocation(
            ProjectSource(["--file", file]),
            environment: [:],
            workingDirectory: "/nowhere/shop",
            inputs: InputFiles()
        )
        #expect(location.files == [file])
        #expect(location.projectDirectory == "/nowhere/shop" && location.stateDirectory == "/nowhere/shop/.cpadev")
        #expect(location.environmentFiles.map(\.path) == ["/nowhere/shop/.env"])
    }

    @Test func whatACommandReadIsThereForTheNextLoadsOfItsSupervisor() throws {
        try withFIFO { (fifo) throws in
            let inputs = PipedInputStore([
                PipedInput(path: "-", content: Data("one".utf8)), PipedInput(path: fifo, content: Data("A=1".utf8)),
            ])
            let first = inputs.files()
            #expect(try first.read("-", limit: 10) == Array("one".utf8))
            #expect(try first.read(fifo, limit: 10) == Array("A=1".utf8))
            // Nobody else will ever read standard input; a FIFO is read again, as its content may be another by now.
            #expect(try inputs.files().read("-", limit: 10) == Array("one".utf8))
            #expect(inputs.files().kind(of: fifo) == .other)
            inputs.take([PipedInput(path: "-", content: Data("two".utf8))])
            #expect(try inputs.files().read("-", limit: 10) == Array("two".utf8))
        }
    }
}
