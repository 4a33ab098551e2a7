import ComposeLoader
import Diagnostics
import Foundation
import Testing
import YAMLTree

/// The real file system, in a directory of its own.
@Suite struct LocalFilesTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(component: "loader-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func withDirectory(_ body: (URL) throws -> Void) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    private func problems(_ file: String) -> [String] {
        let options = ComposeLoader.Options(files: [file], workingDirectory: directory.path)
        do {
            return try ComposeLoader(options: options).load().warnings.map(\.code.rawValue)
        } catch {
            return error.diagnostics.map(\.code.rawValue)
        }
    }

    @Test func aFileIsRead() throws {
        try withDirectory { directory in
            try Data("services: {a: {image: x}}\n".utf8).write(to: directory.appending(component: "compose.yaml"))
            #expect(problems("compose.yaml") == [])
        }
    }

    @Test func aMissingFileAndADirectoryAreToldApart() throws {
        try withDirectory { directory in
            #expect(problems("no.yaml") == ["file-not-found"])
            #expect(problems("no/such/compose.yaml") == ["file-not-found"])
            #expect(problems(".") == ["is-a-directory"])
        }
    }

    @Test func aFIFOIsNotWaitedFor() throws {
        try withDirectory { directory in
            #expect(mkfifo(directory.appending(component: "fifo").path, 0o600) == 0)
            #expect(problems("fifo") == ["not-a-file"])
        }
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func aFileThatMayNotBeReadIsAnError() throws {
        try withDirectory { directory in
            let file = directory.appending(component: "compose.yaml")
            try Data("services: {a: {image: x}}\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
            #expect(problems("compose.yaml") == ["permission-denied"])
        }
    }

    @Test func aFileOfTenMegabytesIsNotRead() throws {
        try withDirectory { directory in
            try Data(count: 10 * 1024 * 1024).write(to: directory.appending(component: "big.yaml"))
            let start = ContinuousClock.now
            #expect(problems("big.yaml") == ["file-too-large"])
            #expect(ContinuousClock.now - start < .seconds(1))
        }
    }

    @Test func kindsOfFilesAreToldApart() throws {
        try withDirectory { directory in
            let file = directory.appending(component: "f").path
            try Data().write(to: URL(filePath: file))
            #expect(LocalFiles().kind(of: file) == .file(isExecutable: false))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
            #expect(LocalFiles().kind(of: file) == .file(isExecutable: true))
            #expect(LocalFiles().kind(of: directory.path) == .directory)
            #expect(LocalFiles().kind(of: "/dev/null") == .other)
            #expect(LocalFiles().kind(of: directory.appending(component: "no").path) == nil)
        }
    }
}
