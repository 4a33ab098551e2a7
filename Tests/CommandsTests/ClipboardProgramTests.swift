import Foundation
import Testing

@testable import Commands

/// Real programs that stand in for a desktop's.
@Suite final class ClipboardProgramTests {
    private let folder: String

    init() throws {
        // A program that does not read must cost its writer nothing; cpadev ignores the signal as well.
        signal(SIGPIPE, SIG_IGN)
        folder = NSTemporaryDirectory() + "clipboard-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func program(_ script: String) throws -> ClipboardProgram {
        let path = "\(folder)/program"
        try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return ClipboardProgram(path: path, arguments: ["program"])
    }

    @Test(
        arguments: [
            (["WAYLAND_DISPLAY": "w", "DISPLAY": ":0"], ["wl-copy", "xclip"], "wl-copy"),
            (["DISPLAY": ":0"], ["wl-copy", "xclip", "xsel"], "xclip"), (["DISPLAY": ":0"], ["xsel"], "xsel"),
            (["DISPLAY": ""], ["xclip"], nil), ([:], ["wl-copy", "xclip"], nil),
        ] as [([String: String], [String], String?)]
    )
    func theDesktopsOwnIsTaken(environment: [String: String], installed: [String], expected: String?) {
        let found = ClipboardProgram.find(environment: environment) { installed.contains($0) ? "/bin/\($0)" : nil }
        #expect(found?.path == expected.map { "/bin/\($0)" })
    }

    @Test func theTextArrivesWhole() async throws {
        let text = String(repeating: "größe 日本\n", count: 100_000)
        #expect(try await program("cat > '\(folder)/copy'").copy(text))
        #expect(try String(contentsOfFile: "\(folder)/copy", encoding: .utf8) == text)
    }

    @Test(arguments: ["exit 1", "exec 0<&-; exit 0", "kill -9 $$", "sleep 60"])
    func aProgramThatFailsIsToldApart(script: String) async throws {
        // More than a pipe holds, so that somebody has to read it.
        #expect(try await !program(script).copy(String(repeating: "x", count: 1 << 20)))
    }

    @Test func aProgramThatIsNotThereIsNone() async {
        let copied = await ClipboardProgram(path: "\(folder)/none", arguments: ["none"]).copy("x")
        #expect(!copied)
    }
}
