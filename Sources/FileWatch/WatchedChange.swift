/// A file that is not what it was.
package struct WatchedChange: Hashable, Sendable {
    /// What became of it.
    package enum Kind: Hashable, Sendable {
        case created
        case modified
        case removed
    }

    /// Absolute.
    package var path: String
    /// What became of it since it was last looked at.
    package var kind: Kind

    /// A change of a file.
    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// What a watcher tells.
package enum WatchEvent: Hashable, Sendable {
    /// Files changed, and nothing more did for a short while. Sorted by path, each once.
    case changed([WatchedChange])
    /// What lies in a folder cannot be watched; everything else goes on.
    case failed(FileWatchError)
}
