import FoundationEssentials
import Foundations
import Glibc
import IgnoreRules

/// Enumerates a folder recursively, the names of each folder in byte order. Symbolic links are returned as entries and
/// never followed.
struct ContextWalker {
    private let folder: String
    private let ignore: IgnoreRules
    private let always: Set<String>
    /// Paths to visit; the next one is last.
    private var pending: [String]

    /// - Parameter always: paths that are included even if they are ignored.
    init(folder: String, ignore: IgnoreRules, always: Set<String>) {
        self.folder = folder
        self.ignore = ignore
        self.always = always
        pending = [""]
    }

    /// Returns the next entry, or nil at the end. Throws `notFound` if a folder cannot be read.
    mutating func next() throws(EngineError) -> TarEntry? {
        while let path = pending.popLast() {
            if path.isEmpty {
                try addChildren(of: path)
                continue
            }
            // Skip entries that disappeared after their folder was read.
            guard let status = FileStatus("\(folder)/\(path)") else { continue }
            let isIgnored = !always.contains(path) && ignore.matches(path)
            let isFolder = status.kind == .folder
            if isFolder, !isIgnored || needsDescent(path) { try addChildren(of: path) }
            if !isIgnored, let kind = kind(path, status) {
                return TarEntry(
                    path: path,
                    kind: kind,
                    mode: status.permissions,
                    modified: Int(status.modifiedNs / 1_000_000_000)
                )
            }
        }
        return nil
    }

    /// Whether an ignored folder must be searched for entries that are not ignored.
    private func needsDescent(_ path: String) -> Bool {
        ignore.hasExceptions || always.contains { $0.hasPrefix(path + "/") }
    }

    private mutating func addChildren(of path: String) throws(EngineError) {
        let place = path.isEmpty ? folder : "\(folder)/\(path)"
        guard var names = directoryNames(place) else { throw ContextReader.failure(place, errno) }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        pending += names.reversed().map { path.isEmpty ? $0 : "\(path)/\($0)" }
    }

    /// The type of an entry, or nil for sockets, pipes and devices, which a build cannot use.
    private func kind(_ path: String, _ status: FileStatus) -> TarEntry.Kind? {
        switch status.kind {
        case .regular: return .file(size: status.size)
        case .folder: return .directory
        case .link:
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(path)")
            return target.map { .symbolicLink(target: $0) }
        default: return nil
        }
    }
}
