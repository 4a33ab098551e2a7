import ComposeLoader
import ComposeModel
import Diagnostics
import Foundation
import Glibc
import OrderedCollections
import Testing
import YAMLTree

/// Files that come through pipes, in a directory of their own.
@Suite(.timeLimit(.minutes(1))) struct InputFilesTests {
    private let directory: URL

    init() throws {
        signal(SIGPIPE, SIG_IGN)
        directory = FileManager.default.temporaryDirectory.appending(component: "inputs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { directory.appending(component: name).path }

    private func makeFIFO(_ name: String) -> String {
        #expect(mkfifo(path(name), 0o600) == 0)
        return path(name)
    }

    /// Writes as soon as somebody reads, piece by piece, from a thread of its own.
    private func write(_ pieces: [String], to path: String, closes: Bool = true) {
        Thread.detachNewThread {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            for piece in pieces {
                _ = Glibc.write(descriptor, piece, piece.utf8.count)
                usleep(20_000)
            }
            if closes { close(descriptor) }
        }
    }

    private func impatient() -> InputFiles {
        var patience = InputFiles.Patience()
        (patience.each, patience.all, patience.silence) = (.milliseconds(150), .milliseconds(400), .milliseconds(150))
        return InputFiles(patience: patience)
    }

    private func done(_ body: () throws -> Void) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try body()
    }

    @Test func aFIFOIsReadToItsEndAndOnlyOnce() throws {
        try done { () throws in
            let fifo = makeFIFO("fifo")
            write(["A=1\n", "B=2\n"], to: fifo)
            let files = InputFiles()
            #expect(try files.read(fifo, limit: 1000) == Array("A=1\nB=2\n".utf8))
            #expect(try files.read(fifo, limit: 1000) == Array("A=1\nB=2\n".utf8), "it is kept")
            #expect(files.piped == [fifo: Array("A=1\nB=2\n".utf8)])
        }
    }

    @Test func messagesAboutAPipeSayNothingOfItsContents() throws {
        try done { () throws in
            let fifo = makeFIFO("secrets")
            write(["sekret-1 x\nA=$sekret2\nB=${X:?sekret3}\n"], to: fifo)
            try "services: {a: {image: x}}".write(toFile: path("compose.yaml"), atomically: true, encoding: .utf8)
            let options = ComposeLoader.Options(
                files: ["compose.yaml"],
                workingDirectory: directory.path,
                environmentFiles: [.init(path: fifo)]
            )
            let error = #expect(throws: DiagnosticsError.self) {
                try ComposeLoader(options: options, files: InputFiles()).load()
            }
            let messages = error?.diagnostics.map(\.message) ?? []
            #expect(messages.count == 3 && messages.allSatisfy { !$0.contains("sekret") }, "\(messages)")
        }
    }

    @Test func aFIFOThatNobodyWritesToIsWaitedForForAWhile() throws {
        try done { () throws in
            let files = impatient()
            let fifos = (0..<20).map { makeFIFO("fifo\($0)") }
            let begin = ContinuousClock.now
            for fifo in fifos + fifos {
                #expect {
                    try files.read(fifo, limit: 1000)
                } throws: {
                    if case .pipeTimeout = ($0 as? FileAccessError)?.code { true } else { false }
                }
            }
            // All of them together, and none twice.
            #expect(ContinuousClock.now - begin < .seconds(2))
        }
    }

    @Test func aWriterThatDoesNotEndIsNotWaitedForForEver() throws {
        try done { () throws in
            let fifo = makeFIFO("fifo")
            write(["A=1\n"], to: fifo, closes: false)
            #expect(throws: FileAccessError.self) { try impatient().read(fifo, limit: 1000) }
        }
    }

    @Test func aPipeThatNeverEndsHasALimit() throws {
        try done { () throws in
            let fifo = makeFIFO("fifo")
            write(Array(repeating: String(repeating: "x", count: 600), count: 3), to: fifo)
            #expect {
                try InputFiles().read(fifo, limit: 1000)
            } throws: {
                if case .tooLarge = ($0 as? FileAccessError)?.code { true } else { false }
            }
        }
    }

    @Test func whatWasHandedOverIsThere() throws {
        let files = InputFiles(["/dev/fd/63": Array("A=1".utf8), "-": Array("services: {}".utf8)])
        #expect(try files.read("/dev/fd/63", limit: 10) == Array("A=1".utf8))
        #expect(try files.read("-", limit: 100) == Array("services: {}".utf8))
        #expect(files.kind(of: "-") == .file(isExecutable: false))
    }

    @Test(arguments: ["/dev/zero", "/dev/tty", "/proc/kmsg", "/proc/self/environ", "/sys/kernel/notes", "/dev/full"])
    func whatIsNoFileOfADiskIsRefused(path: String) {
        guard access(path, F_OK) == 0 else { return }
        for files in [LocalFiles(), InputFiles()] as [any FileAccess] {
            #expect {
                try files.read(path, limit: 1000)
            } throws: {
                [.notRegular, .permissionDenied].contains(($0 as? FileAccessError)?.code)
            }
        }
    }

    @Test func anEnvFileMayBeAFIFO() throws {
        try done { () throws in
            let env = makeFIFO(".env")
            write(["NAME=from the pipe\n"], to: env)
            let text = "services: {a: {image: x, env_file: .env, environment: {SEEN: $NAME}}}\n"
            try Data(text.utf8).write(to: URL(filePath: path("compose.yaml")))
            let options = ComposeLoader.Options(files: ["compose.yaml"], workingDirectory: directory.path)
            let project = try ComposeLoader(options: options, files: InputFiles()).load().project
            // It is named twice and read once.
            #expect(project.services["a"]?.environment == ["NAME": "from the pipe", "SEEN": "from the pipe"])
        }
    }

    @Test func aComposeFileThatComesThroughAPipeHasTheCallersFolder() throws {
        for name in ["-", "/dev/fd/63"] {
            let files = InputFiles([name: Array("services: {a: {build: ./sub}}\n".utf8)])
            let options = ComposeLoader.Options(files: [name], workingDirectory: "/code/shop")
            let project = try ComposeLoader(options: options, files: files).load().project
            #expect(project.name == "shop" && project.directory == "/code/shop")
            #expect(project.services["a"]?.build?.context == "/code/shop/sub")
        }
    }

    @Test func aMistakeOnStandardInputIsToldWithItsPlace() {
        let files = InputFiles(["-": Array("services: {a: {imge: x}}\n".utf8)])
        let options = ComposeLoader.Options(files: ["-"], workingDirectory: "/code/shop")
        #expect {
            try ComposeLoader(options: options, files: files).load()
        } throws: { error in
            (error as? DiagnosticsError)?.diagnostics.first?.location?.file == "<stdin>"
        }
    }
}
