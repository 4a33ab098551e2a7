import Glibc

/// Finds programs as a shell does. Source: execvp(3).
package struct ExecutableSearch: Sendable {
    /// Folders separated by colons.
    package var path: String
    /// Where names with a slash start: absolute.
    package var directory: String

    /// A search through the folders of `path`; names with a slash start at `directory`.
    package init(path: String, directory: String) {
        self.path = path
        self.directory = directory
    }

    /// The absolute path of an executable file, or nil.
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
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
