/// A top-level secret or config. Source: Compose Specification, secrets and configs.
package struct FileObject: Hashable, Sendable {
    /// The source of the content.
    package enum Source: Hashable, Sendable {
        /// An absolute path.
        case file(String)
        /// The value of a variable in the caller's environment.
        case environment(String)
        /// Inline text (configs only).
        case content(String)
        /// Created outside the project, under this name.
        case external(name: String)
    }

    package var source: Source

    package init(source: Source) { self.source = source }
}

/// The mount of a secret or config in one service.
package struct FileObjectMount: Hashable, Sendable {
    /// The key of the top-level secret or config.
    package var source: String
    /// An absolute path inside the service, or a name under `/run/secrets`.
    package var target: String?
    /// The owner's id inside the service; nil: root.
    package var uid: String?
    /// The group's id inside the service; nil: root.
    package var gid: String?
    /// File mode bits, such as 0o440.
    package var mode: UInt32?

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
