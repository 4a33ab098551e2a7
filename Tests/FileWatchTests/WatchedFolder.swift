import CLinux
import Foundation

@testable import FileWatch

/// A folder of its own for a test, and what to do in it.
struct WatchedFolder {
    let path: String

    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.path + "/watch-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    static func with(
        _ files: [String: String] = [:],
        roots: [String] = [""],
        pruned: String? = nil,
        _ body: (WatchedFolder, Told) async throws -> Void
    ) async throws {
        let folder = try WatchedFolder(files)
        defer { folder.remove() }
        let prunedPath = pruned.map { folder.path + "/" + $0 }
        let configuration = FileWatchConfiguration(
            roots: roots.map { $0.isEmpty ? folder.path : folder.path + "/" + $0 },
            isPruned: { $0 == prunedPath }
        )
        let watcher = try FileWatcher(configuration)
        try await body(folder, Told(events: watcher.events))
        watcher.stop()
    }

    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func move(_ old: String, _ new: String) throws {
        guard rename("\(path)/\(old)", "\(path)/\(new)") == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    func change(_ name: String, _ kind: WatchedChange.Kind) -> WatchedChange {
        WatchedChange(path: "\(path)/\(name)", kind: kind)
    }
}

/// What a watcher tells, one after the other.
struct Told: Sendable {
    let events: AsyncStream<WatchEvent>

    func next() async -> WatchEvent? {
        for await event in events { return event }
        return nil
    }
}

extension FileWatchConfiguration {
    /// Watches that are taken for added, and tell nothing.
    var withoutKernel: FileWatchConfiguration {
        var copy = self
        copy.addWatch = { _, _ in 1 }
        return copy
    }
}

extension clinux_inotify_entry {
    /// The kernel's queue was full.
    static var overflow: clinux_inotify_entry {
        var entry = clinux_inotify_entry()
        entry.watch = -1
        return entry
    }
}
