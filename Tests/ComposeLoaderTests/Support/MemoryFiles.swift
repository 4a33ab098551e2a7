import ComposeLoader
import YAMLTree

/// Files that live in a dictionary of absolute paths. Directories are those that hold one.
struct MemoryFiles: FileAccess {
    var contents: [String: [UInt8]] = [:]
    var executables: Set<String> = []
    var errors: [String: FileAccessError] = [:]

    init(_ texts: [String: String] = [:]) {
        for (path, text) in texts { contents[path] = Array(text.utf8) }
    }

    func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
        if let error = errors[path] { throw error }
        guard let bytes = contents[path] else { throw FileAccessError(isDirectory(path) ? .isDirectory : .notFound) }
        guard bytes.count <= limit else { throw FileAccessError(.tooLarge(bytes.count)) }
        return bytes
    }

    func isPiped(_ path: String) -> Bool { false }

    func kind(of path: String) -> FileKind? {
        if contents[path] != nil || executables.contains(path) {
            return .file(isExecutable: executables.contains(path))
        }
        return isDirectory(path) ? .directory : nil
    }

    private func isDirectory(_ path: String) -> Bool { contents.keys.contains { $0.hasPrefix(path + "/") } }
}
