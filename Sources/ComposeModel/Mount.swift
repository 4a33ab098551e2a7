/// A bind mount, volume, tmpfs or image mounted at a path of a service.
package struct Mount: Hashable, Sendable {
    /// What is mounted.
    package enum Source: Hashable, Sendable {
        /// An absolute path of the host. A missing path is created if `createsHostPath` is true.
        case bind(path: String, createsHostPath: Bool)
        /// A named volume, by its key.
        case volume(String)
        /// An unnamed volume.
        case anonymous
        /// Memory, with a size in bytes if one is set.
        case tmpfs(sizeBytes: Int64?)
        /// The files of an image, by its reference.
        case image(String)
    }

    package var source: Source
    /// The absolute path inside the service.
    package var target: String
    package var isReadOnly: Bool
    package var options: MountOptions

    package init(source: Source, target: String, isReadOnly: Bool = false, options: MountOptions = MountOptions()) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
        self.options = options
    }
}

/// Mount options that only an engine supports. Each applies to the kinds of mount named in its comment.
///
/// Source: Compose Specification, services, `volumes`, long syntax.
package struct MountOptions: Hashable, Sendable {
    /// Bind mounts: the mount propagation, such as `rslave`.
    package var propagation: String?
    /// Bind mounts: the SELinux label; `z` is shared, `Z` is private to the container.
    package var selinux: String?
    /// Bind mounts: `enabled`, `disabled`, `writable` or `readonly`.
    package var recursive: String?
    /// Volumes: whether the image's files at the target are not copied into a new volume.
    package var skipsCopy = false
    /// Volumes and images: the path inside that is mounted.
    package var subpath: String?
    /// Volumes created for this mount: their labels.
    package var labels: [String: String] = [:]
    /// tmpfs: the mode bits of its root.
    package var mode: UInt32?
    /// `consistency`, such as `cached`, which current engines accept and ignore.
    package var consistency: String?

    package init() {}
}
