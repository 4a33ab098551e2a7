import Glibc
import IgnoreRules

/// Goes through a folder, entry by entry, each folder's names in the order of their bytes. Symbolic links are entries,
/// never followed.
struct ContextWalker {
    private let folder: String
    private let ignore: IgnoreRules
    private let always: Set<String>
    /// Paths to be looked at, the next one last.
    private var pending: [String]

    /// - Parameter always: paths that are sent even where they are ignored.
    init(folder: String, ignore: IgnoreRules, always: Set<String>) {
        self.folder = folder
        self.ignore = ignore
        self.always = always
        pending = [""]
    }

    /// The next entry; nil at the end. Throws `notFound` where a folder cannot be read.
    mutating func next() throws(EngineError) -> TarEntry? {
        while let path = pending.popLast() {
            if path.isEmpty {
                try addChildren(of: path)
                continue
            }
            var status = stat()
            // What has gone since its folder was read is not sent.
            guard lstat("\(folder)/\(path)", &status) == 0 else { continue }
            let isIgnored = !always.contains(path) && ignore.matches(path)
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            if isFolder, !isIgnored || mayHoldMore(path) { try addChildren(of: path) }
            if !isIgnored, let kind = kind(path, status) {
                return TarEntry(
                    path: path,
                    kind: kind,
                    mode: status.st_mode & 0o7777,
                    modified: Int(status.st_mtim.tv_sec)
                )
            }
        }
        return nil
    }

    /// Whether an ignored folder has to be looked into.
    private func mayHoldMore(_ path: String) -> Bool {
        ignore.hasExceptions || always.contains { $0.hasPrefix(path + "/") }
    }

    private mutating func addChildren(of path: String) throws(EngineError) {
        let place = path.isEmpty ? folder : "\(folder)/\(path)"
        guard let directory = opendir(place) else {
            throw EngineError(
                errno == EACCES ? .permissionDenied : .notFound,
                "\(place) cannot be read: \(String(cString: strerror(errno)).lowercased())",
                remedy: "name it in .dockerignore, or make it readable"
            )
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        pending += names.reversed().map { path.isEmpty ? $0 : "\(path)/\($0)" }
    }

    /// nil for sockets, pipes and devices, which no build can use.
    private func kind(_ path: String, _ status: stat) -> TarEntry.Kind? {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(size: Int(status.st_size))
        case S_IFDIR: return .directory
        case S_IFLNK:
            var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let count = readlink("\(folder)/\(path)", &target, target.count - 1)
            guard count > 0 else { return nil }
            return .symbolicLink(
                target: String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            )
        default: return nil
        }
    }
}
