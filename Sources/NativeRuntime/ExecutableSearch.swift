import Foundations
import Glibc

/// Looks up programs as a shell does. Source: execvp(3).
package struct ExecutableSearch: Sendable {
    /// Directories separated by colons.
    package var path: String
    /// The directory against which names containing a slash are resolved: absolute.
    package var directory: String

    package init(path: String, directory: String) {
        self.path = path
        self.directory = directory
    }

    /// Returns the absolute path of an executable file, or nil.
    package func find(_ name: String) -> String? {
        if name.isEmpty { return nil }
        if name.contains("/") {
            let absolute = name.hasPrefix("/") ? name : "\(directory)/\(name)"
            return isExecutableFile(absolute) ? absolute : nil
        }
        for folder in path.split(separator: ":") {
            let candidate = "\(folder)/\(name)"
            if isExecutableFile(candidate) { return candidate }
        }
        return nil
    }

    private func isExecutableFile(_ path: String) -> Bool {
        FileStatus(path, followsLinks: true)?.kind == .regular && access(path, X_OK) == 0
    }
}
