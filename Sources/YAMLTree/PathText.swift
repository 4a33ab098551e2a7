/// Paths as text, without asking the file system. Links are left alone.
package enum PathText {
    package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    /// `path` where it is absolute, else below `base`; `.` and `..` resolved.
    package static func join(_ base: String, _ path: String) -> String {
        normalize(isAbsolute(path) || base.isEmpty ? path : base + "/" + path)
    }

    /// The directory that holds a path: `a/b` → `a`, `a` → `.`, `/a` → `/`.
    package static func directory(of path: String) -> String {
        let parts = normalize(path)
        guard let slash = parts.lastIndex(of: "/") else { return "." }
        return slash == parts.startIndex ? "/" : String(parts[..<slash])
    }

    /// The last component; empty for the root.
    package static func lastComponent(of path: String) -> String {
        normalize(path).split(separator: "/").last.map(String.init) ?? ""
    }

    /// Without `.`, doubled slashes, and those `..` that have something to undo.
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

    /// `~` and `~/x` made absolute by the home directory, where one is known.
    package static func expandHome(_ path: String, home: String?) -> String {
        guard let home, path == "~" || path.hasPrefix("~/") else { return path }
        return join(home, "." + path.dropFirst())
    }

    /// A path as people wrote it, seen from the directory in which they are.
    package static func display(_ path: String, from directory: String) -> String {
        isAbsolute(path) || directory == "." ? normalize(path) : join(directory, path)
    }
}
