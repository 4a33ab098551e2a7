import Foundation
import Glibc
import TestSupport
import Testing

/// Launchers run programs of a cache, as root at times, so they must be nobody else's.
@Suite struct LauncherTrustTests {
    private static let isRoot = geteuid() == 0
    private let folder: TemporaryFolder
    private var cache: String { "\(folder.path)/cache" }
    private var program: String { "\(cache)/thing-1/bin/thing" }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/cache/thing-1/bin",
            withIntermediateDirectories: true
        )
        for path in ["", "/thing-1", "/thing-1/bin"] { chmod("\(folder.path)/cache\(path)", 0o755) }
        try Self.write(
            "\(folder.path)/cache/thing-1/bin/thing",
            "#!/bin/sh\ntouch \(folder.path)/ran\necho thing 1.2\n"
        )
        try Self.write(
            "\(folder.path)/thing",
            """
            #!/bin/bash
            source \(Places.repository)/scripts/services/lib.sh
            find_binary() {
                BINARY=$CACHE/thing-1/bin/thing
                ask_version "$BINARY" --version || missing "no thing" "none"
            }
            launch "$@"

            """
        )
    }

    private static func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o755)
    }

    /// What the launcher's check says, and whether the program was run meanwhile.
    private func check(_ environment: [String: String]? = nil) async throws -> (result: CommandResult, ran: Bool) {
        unlink("\(folder.path)/ran")
        let variables = environment ?? ["CPADEV_CACHE_DIR": cache]
        let result = try await RunningCommand(
            ["/bin/bash", "\(folder.path)/thing", "check"],
            environment: variables.merging(["PATH": "/usr/bin:/bin"]) { $1 },
            directory: folder.path,
            outputs: "\(folder.path)/output-\(UUID().uuidString)"
        ).result()
        return (result, access("\(folder.path)/ran", F_OK) == 0)
    }

    @Test func aProgramThatIsOnlyOursIsRun() async throws {
        defer { folder.remove() }
        let (result, ran) = try await check()
        #expect(result.code == 0 && result.output.contains("version: 1.2") && ran, "\(result.summary)")
        #expect(try await check().result.code == 0)
    }

    @Test(arguments: ["", "/thing-1", "/thing-1/bin", "/thing-1/bin/thing"])
    func whatOthersMayWriteToIsNotRun(path: String) async throws {
        defer { folder.remove() }
        chmod(cache + path, 0o777)
        let (result, ran) = try await check()
        #expect(result.code == 1 && result.output.contains("reason: other users may write to \(cache + path)"))
        #expect(result.output.contains("remedy: ") && result.output.contains("installable: no") && !ran)
    }

    @Test(.enabled(if: isRoot), arguments: ["", "/thing-1", "/thing-1/bin", "/thing-1/bin/thing"])
    func whatBelongsToAnotherUserIsNotRun(path: String) async throws {
        defer { folder.remove() }
        chown(cache + path, 65534, 65534)
        let (result, ran) = try await check()
        #expect(result.code == 1 && !ran, "\(result.summary)")
        #expect(result.output.contains("reason: \(cache + path) belongs to user 65534"), "\(result.summary)")
    }

    @Test func aProgramThatIsNotTheOneThatWasInstalledIsNotRun() async throws {
        defer { folder.remove() }
        _ = try await check()
        let old = try String(contentsOfFile: program, encoding: .utf8)
        try Self.write(program, old + "echo more\n")
        let (result, ran) = try await check()
        #expect(result.code == 1 && result.output.contains("is not as it was installed: bin/thing") && !ran)
        // The same bytes again, at another time.
        try Self.write(program, old)
        #expect(try await check().result.code == 0)
    }

    @Test func nothingIsNotedInACacheThatOthersMayWriteTo() async throws {
        defer { folder.remove() }
        try Self.write("\(folder.path)/outside", "#!/bin/sh\necho thing 1.2\n")
        let script = try String(contentsOfFile: "\(folder.path)/thing", encoding: .utf8)
        try Self.write(
            "\(folder.path)/thing",
            script.replacingOccurrences(of: "$CACHE/thing-1/bin/thing", with: "\(folder.path)/outside")
        )
        let versions = "\(cache)/versions"
        #expect(try await check().result.output.contains("version: 1.2"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: versions).count == 1)
        for (path, mode) in [(versions, 0o777), (cache, 0o777)] as [(String, mode_t)] {
            try FileManager.default.removeItem(atPath: versions)
            try FileManager.default.createDirectory(atPath: versions, withIntermediateDirectories: true)
            chmod(path, mode)
            #expect(try await check().result.output.contains("version: 1.2"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: versions).isEmpty, "\(path)")
            chmod(path, 0o755)
        }
    }

    @Test func withoutAHomeTheCacheIsNoSharedFolder() async throws {
        defer { folder.remove() }
        let (result, _) = try await check([:])
        #expect(!(result.output + result.errors).contains("/tmp/.cache"))
        #expect(result.code == 1)
    }
}
