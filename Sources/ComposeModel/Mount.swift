/// Something of the host, or a volume, that a service sees as a path.
package struct Mount: Hashable, Sendable {
    /// What the service sees at the target.
    package enum Source: Hashable, Sendable {
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
    package var source: Source
    /// Where the service sees it: an absolute path inside the service.
    package var target: String
    /// Whether the service may only read it.
    package var isReadOnly: Bool
    /// What else is to be told to the engine.
    package var options: MountOptions

    /// A mount; writable and without further options unless said otherwise.
    package init(source: Source, target: String, isReadOnly: Bool = false, options: MountOptions = MountOptions()) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
        self.options = options
    }
}

/// Details of a mount that only an engine can carry out; each belongs to the kinds of mount that it names.
///
/// Source: Compose Specification, services, `volumes`, long syntax.
package struct MountOptions: Hashable, Sendable {
    /// Of a bind mount: how mounts below it spread, such as `rslave`.
    package var propagation: String?
    /// Of a bind mount: what SELinux labels it as: `z` is shared, `Z` is the container's alone.
    package var selinux: String?
    /// Of a bind mount: `enabled`, `disabled`, `writable` or `readonly`.
    package var recursive: String?
    /// Of a volume: what the image has at the target is not copied into a new one.
    package var skipsCopy = false
    /// Of a volume or image: the path inside it that is mounted.
    package var subpath: String?
    /// Of a volume that is made for this mount: its labels.
    package var labels: [String: String] = [:]
    /// Of memory: the mode bits of its root.
    package var mode: UInt32?
    /// `consistency`, such as `cached`, which engines of today take and ignore.
    package var consistency: String?

    /// The engine's defaults.
    package init() {}
}
