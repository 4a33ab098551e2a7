import Foundation
import Glibc
import TestSupport

extension Capability {
    static var terminal: Bool { wants(Places.program("tmux") != nil) }

    static var browser: Bool { wants(Browser.isInstalled) }

    /// Mounting file systems: root, and more than most containers give it.
    static let mount: Bool = wants(canMount())

    /// How often tests that kill something do so.
    static let rounds: Int = {
        ProcessInfo.processInfo.environment["CPADEV_TEST_ROUNDS"].flatMap { Int($0) } ?? 3
    }()

    private static func canMount() -> Bool {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        defer { folder.remove() }
        guard let disk = try? TinyDisk(at: folder.path, options: "size=64k") else { return false }
        disk.unmount()
        return true
    }
}
