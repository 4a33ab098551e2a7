import CLinux
import Foundations
import Glibc

/// The watched folders and their known files. Confined to a single thread.
///
/// An inotify event only indicates where to look. A change is detected by comparing a file with its known stamp. So a
/// short-lived temporary file is no change, a save by rename is a modification, and an overflow only triggers a full comparison.
struct WatchedTree {
    private let inotify: Int32
    private let configuration: FileWatchConfiguration
    private var folders: [Int32: String] = [:]
    private var watches: [String: Int32] = [:]
    private(set) var files: [String: FileStatus] = [:]
    private var dirty: Set<String> = []
    private(set) var failures: [FileWatchError] = []

    init(inotify: Int32, configuration: FileWatchConfiguration) {
        self.inotify = inotify
        self.configuration = configuration
        for root in configuration.roots { addRoot(root) }
    }

    var hasChanges: Bool { !dirty.isEmpty || !failures.isEmpty }

    // MARK: Events

    mutating func take(_ entry: clinux_inotify_entry) {
        guard entry.watch >= 0 else {
            dirty.formUnion(configuration.roots)
            return
        }
        guard let folder = folders[entry.watch] else { return }
        if entry.ended != 0 {
            folders[entry.watch] = nil
            if watches[folder] == entry.watch { watches[folder] = nil }
            return
        }
        let name = withUnsafeBytes(of: entry.name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let path = name.isEmpty ? folder : Self.join(folder, name)
        guard concerns(path) else { return }
        // The watch of a moved folder remains, but its recorded path is wrong.
        if entry.is_folder != 0, entry.left != 0 { forgetWatches(below: path) }
        // The attributes of a folder change with each of its files, which have their own events.
        let isOfFolder = entry.is_folder != 0 || name.isEmpty
        if isOfFolder, entry.appeared == 0, entry.left == 0, FileStatus(path) != nil { return }
        dirty.insert(path)
    }

    /// The changes since the last call.
    mutating func changes() -> [WatchedChange] {
        var found: [String: WatchedChange.Kind] = [:]
        for path in dirty { compare(path, &found) }
        dirty = []
        return found.map { WatchedChange(path: $0.key, kind: $0.value) }.sorted { $0.path < $1.path }
    }

    mutating func takeFailures() -> [FileWatchError] {
        defer { failures = [] }
        return failures
    }

    private mutating func compare(_ path: String, _ found: inout [String: WatchedChange.Kind]) {
        let now = FileStatus(path)
        if let now, now.kind == .folder {
            if files.removeValue(forKey: path) != nil { found[path] = .removed }
            var present: Set<String> = []
            scan(path) { present.insert($0) }
            for file in files(below: path) where !present.contains(file) { note(file, nil, &found) }
            for file in present { note(file, FileStatus(file), &found) }
            return
        }
        if watches[path] != nil { forgetWatches(below: path) }
        for file in files(below: path) { note(file, nil, &found) }
        if isInsideRoot(path) { note(path, now, &found) }
    }

    private mutating func note(_ file: String, _ now: FileStatus?, _ found: inout [String: WatchedChange.Kind]) {
        let before = files[file]
        guard before != now else { return }
        files[file] = now
        found[file] = before == nil ? .created : now == nil ? .removed : .modified
    }

    private func files(below folder: String) -> [String] {
        let prefix = Self.join(folder, "")
        return files.keys.filter { $0.hasPrefix(prefix) }
    }

    // MARK: Watching

    /// Watches the folder that contains the root, or its nearest existing ancestor, so that creating or replacing the root is
    /// detected.
    private mutating func addRoot(_ root: String) {
        var folder = Self.parent(root)
        while FileStatus(folder)?.kind != .folder, folder != "/" { folder = Self.parent(folder) }
        var found: [String] = []
        scan(folder) { found.append($0) }
        for file in found { files[file] = FileStatus(file) }
    }

    /// Watches a folder and its subfolders where they are relevant to a root, and passes the files inside roots to `tell`.
    private mutating func scan(_ folder: String, _ tell: (String) -> Void) {
        guard concerns(folder) || isAboveRoot(folder), add(folder) else { return }
        guard let names = directoryNames(folder) else {
            if errno != ENOENT {
                failures.append(
                    FileWatchError(.unreadable, "cannot read \(folder): \(String(cString: strerror(errno)))")
                )
            }
            return
        }
        var inner: [String] = []
        for name in names {
            let path = Self.join(folder, name)
            guard concerns(path), let stamp = FileStatus(path) else { continue }
            if stamp.kind == .folder { inner.append(path) } else if isInsideRoot(path) { tell(path) }
        }
        for path in inner { scan(path, tell) }
    }

    private mutating func add(_ folder: String) -> Bool {
        if isInsideRoot(folder), configuration.isPruned(folder) { return false }
        let watch = configuration.addWatch(inotify, folder)
        if watch >= 0 {
            folders[watch] = folder
            watches[folder] = watch
            return true
        }
        switch -watch {
        case ENOENT, ENOTDIR: return false
        case ENOSPC:
            let limit = Self.limit("max_user_watches")
            if failures.contains(where: { $0.code == .tooManyWatches }) { return false }
            failures.append(
                FileWatchError(
                    .tooManyWatches,
                    "cannot watch \(folder): the system allows \(limit) watched folders (fs.inotify.max_user_watches)",
                    remedy: "run 'sudo sysctl fs.inotify.max_user_watches=524288', or list folders under 'ignore'"
                )
            )
            return false
        default:
            let reason = String(cString: strerror(-watch))
            failures.append(FileWatchError(.unreadable, "cannot watch \(folder): \(reason)"))
            return false
        }
    }

    private mutating func forgetWatches(below folder: String) {
        let prefix = Self.join(folder, "")
        for (path, watch) in watches where path == folder || path.hasPrefix(prefix) {
            watches[path] = nil
            folders[watch] = nil
            _ = clinux_inotify_remove(inotify, watch)
        }
    }

    // MARK: Paths

    /// Whether the path is inside a root or an ancestor of one.
    private func concerns(_ path: String) -> Bool { isInsideRoot(path) || isAboveRoot(path) }

    private func isInsideRoot(_ path: String) -> Bool {
        configuration.roots.contains { path == $0 || path.hasPrefix(Self.join($0, "")) }
    }

    private func isAboveRoot(_ path: String) -> Bool {
        configuration.roots.contains { $0.hasPrefix(Self.join(path, "")) }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder == "/" ? "/\(name)" : "\(folder)/\(name)"
    }

    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    static func limit(_ name: String) -> String {
        guard let file = fopen("/proc/sys/fs/inotify/\(name)", "re") else { return "too few" }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 32)
        guard fgets(&text, 32, file) != nil else { return "too few" }
        return String(atol(text))
    }
}
