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
        /// The files of an image, by its reference.
        case image(String)
    }

    /// What is mounted.
    public var source: Source
    /// Where the service sees it: an absolute path inside the service.
    public var target: String
    /// Whether the service may only read it.
    public var isReadOnly: Bool
    /// What else is to be told to the engine.
    public var options: MountOptions

    /// A mount; writable and without further options unless said otherwise.
    public init(source: Source, target: String, isReadOnly: Bool = false, options: MountOptions = MountOptions()) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
        self.options = options
    }
}

/// Details of a mount that only an engine can carry out; each belongs to the kinds of mount that it names.
///
/// Source: Compose Specification, services, `volumes`, long syntax.
public struct MountOptions: Hashable, Sendable {
    /// Of a bind mount: how mounts below it spread, such as `rslave`.
    public var propagation: String?
    /// Of a bind mount: what SELinux labels it as: `z` is shared, `Z` is the container's alone.
    public var selinux: String?
    /// Of a bind mount: `enabled`, `disabled`, `writable` or `readonly`.
    public var recursive: String?
    /// Of a volume: what the image has at the target is not copied into a new one.
    public var skipsCopy = false
    /// Of a volume or image: the path inside it that is mounted.
    public var subpath: String?
    /// Of a volume that is made for this mount: its labels.
    public var labels: [String: String] = [:]
    /// Of memory: the mode bits of its root.
    public var mode: UInt32?
    /// `consistency`, such as `cached`, which engines of today take and ignore.
    public var consistency: String?

    /// The engine's defaults.
    public init() {}
}
