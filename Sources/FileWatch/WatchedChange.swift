/// A change of a file.
package struct WatchedChange: Hashable, Sendable {
    /// The kind of change.
    package enum Kind: Hashable, Sendable {
        case created
        case modified
        case removed
    }

    /// The absolute path.
    package var path: String
    /// The change since the file was last checked.
    package var kind: Kind
}

/// An event of a watcher.
package enum WatchEvent: Hashable, Sendable {
    /// A batch of changes, sorted by path, with at most one per file.
    case changed([WatchedChange])
    /// A folder cannot be watched. Watching continues elsewhere.
    case failed(FileWatchError)
}
