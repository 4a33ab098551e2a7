/// Path operations on text, without file system access. Links are not resolved.
package enum PathText {
    package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    /// Returns `path` if it is absolute, else `path` below `base`, with `.` and `..` resolved.
    package static func join(_ base: String, _ path: String) -> String {
        normalize(isAbsolute(path) || base.isEmpty ? path : base + "/" + path)
    }

    /// Returns the directory that contains a path: `a/b` → `a`, `a` → `.`, `/a` → `/`.
    package static func directory(of path: String) -> String {
        let parts = normalize(path)
        guard let slash = parts.lastIndex(of: "/") else { return "." }
        return slash == parts.startIndex ? "/" : String(parts[..<slash])
    }

    /// Returns the last component; empty for the root.
    package static func lastComponent(of path: String) -> String {
        normalize(path).split(separator: "/").last.map(String.init) ?? ""
    }

    /// Removes `.` and repeated slashes, and resolves each `..` that follows a component.
    package static func normalize(_ path: String) -> String {
        let absolute = isAbsolute(path)
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !absolute {
                parts.append(part)
            }
        }
        let text = parts.joined(separator: "/")
        if absolute { return "/" + text }
        return text.isEmpty ? "." : text
    }

    /// Expands a leading `~`, if the home directory is known. As in Compose, it is the caller's, even in `~name`.
    package static func expandHome(_ path: String, home: String?) -> String {
        guard let home, path.hasPrefix("~") else { return path }
        return join(home, "./" + path.dropFirst())
    }

    /// Returns a path for display, relative to the directory of the file that names it.
    package static func display(_ path: String, from directory: String) -> String {
        isAbsolute(path) || directory == "." ? normalize(path) : join(directory, path)
    }
}
