/// A secret or config of the top level. Source: Compose Specification, secrets and configs.
package struct FileObject: Hashable, Sendable {
    /// Where its bytes come from.
    package enum Source: Hashable, Sendable {
        /// An absolute path.
        case file(String)
        /// A variable of the caller's environment.
        case environment(String)
        /// The text itself (configs only).
        case content(String)
        /// Made by somebody else, under this name.
        case external(name: String)
    }

    /// Where the secret's or config's bytes come from.
    package var source: Source

    /// A secret or config with the bytes of `source`.
    package init(source: Source) { self.source = source }
}

/// A secret or config as one service sees it.
package struct FileObjectMount: Hashable, Sendable {
    /// The key of the top level.
    package var source: String
    /// An absolute path inside the service, or a name under `/run/secrets`.
    package var target: String?
    /// The owner's id inside the service; nil: root's.
    package var uid: String?
    /// The group's id inside the service; nil: root's.
    package var gid: String?
    /// File mode bits, such as 0o440.
    package var mode: UInt32?

    /// A secret or config under its default name and mode, unless said otherwise.
    package init(
        source: String,
        target: String? = nil,
        uid: String? = nil,
        gid: String? = nil,
        mode: UInt32? = nil
    ) {
        self.source = source
        self.target = target
        self.uid = uid
        self.gid = gid
        self.mode = mode
    }
}
