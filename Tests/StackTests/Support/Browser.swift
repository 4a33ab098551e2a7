import Foundation
import TestSupport

/// A real browser without a window.
struct Browser: Sendable {
    private static let name = "chromium"
    /// For its profile, and what else it writes: below the stack's folder, so that a process of it that stays is found.
    private let folder: String

    static var isInstalled: Bool { Places.program(name) != nil }

    init(folder: String) throws {
        self.folder = "\(folder)/browser"
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    }

    /// The page at an address as the browser has understood it, written as HTML again.
    func page(_ address: String) async throws -> String {
        guard let program = Places.program(Self.name) else { throw TestFailure("\(Self.name) is not installed") }
        let options = [
            "--headless=new", "--disable-gpu", "--no-first-run", "--disable-extensions",
            "--disable-background-networking",
            // Chromium's own sandbox cannot be had as root, nor in most containers; the pages are our own.
            "--no-sandbox", "--disable-dev-shm-usage",
            // Timers of the page run as fast as they can, for up to so many milliseconds of its own time.
            "--virtual-time-budget=5000", "--user-data-dir=\(folder)/profile", "--dump-dom", address,
        ]
        let command = try RunningCommand(
            [program] + options,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"],
            directory: folder,
            outputs: "\(folder)/\(UUID().uuidString)"
        )
        let result = try await command.result(within: .seconds(60))
        guard result.code == 0, result.output.contains("<html") else {
            throw TestFailure("\(address): \(result.summary)")
        }
        return result.output
    }
}
