/// Something of the host, or a volume, that a service sees as a path.
public struct Mount: Hashable, Sendable {
    /// What the service sees at the target.
    public enum Source: Hashable, Sendable {
        /// An absolute path of the host; made when it is missing if `createsHostPath`.
        case bind(path: String, createsHostPath: Bool)
        /// A named volume's key.
        case volume(String)
        /// A volume without a name.
        case anonymous
        /// Memory; its size in bytes where one is set.
        case tmpfs(sizeBytes: Int64?)
    }

    /// What is mounted.
    public var source: Source
    /// Where the service sees it: an absolute path inside the service.
    public var target: String
    /// Whether the service may only read it.
    public var isReadOnly: Bool

    /// A mount; writable unless said otherwise.
    public init(source: Source, target: String, isReadOnly: Bool = false) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }
}

/// A secret or config as one service sees it.
public struct FileObjectMount: Hashable, Sendable {
    /// The key of the top level.
    public var source: String
    /// An absolute path inside the service, or a name under `/run/secrets`.
    public var target: String?
    /// File mode bits, such as 0o440.
    public var mode: UInt32?

    /// A secret or config under its default name and mode, unless said otherwise.
    public init(source: String, target: String? = nil, mode: UInt32? = nil) {
        self.source = source
        self.target = target
        self.mode = mode
    }
}
