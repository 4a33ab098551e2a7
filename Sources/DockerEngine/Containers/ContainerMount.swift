/// A mount in the engine's long form. Source: Docker Engine API, Mount.
package struct ContainerMount: Codable, Hashable, Sendable {
    /// The type of mount.
    package enum Kind: String, Codable, Hashable, Sendable {
        case bind
        case volume
        case tmpfs
        case image
    }

    /// Options of a bind mount; nil fields use the engine's defaults.
    package struct BindOptions: Codable, Hashable, Sendable {
        package var propagation: String?
        package var createsSource: Bool?
        package var isNonRecursive: Bool?
        package var isReadOnlyNonRecursive: Bool?
        package var isReadOnlyForceRecursive: Bool?

        package init() {}

        private enum CodingKeys: String, CodingKey {
            case propagation
            case createsSource = "createMountpoint"
            case isNonRecursive = "nonRecursive"
            case isReadOnlyNonRecursive = "readOnlyNonRecursive"
            case isReadOnlyForceRecursive = "readOnlyForceRecursive"
        }
    }

    /// Options of a volume mount; nil fields use the engine's defaults.
    package struct VolumeOptions: Codable, Hashable, Sendable {
        package var skipsCopy: Bool?
        package var labels: [String: String]?
        package var subpath: String?

        package init() {}

        private enum CodingKeys: String, CodingKey {
            case labels, subpath
            case skipsCopy = "noCopy"
        }
    }

    /// Options of a tmpfs mount; nil fields use the engine's defaults.
    package struct TmpfsOptions: Codable, Hashable, Sendable {
        package var sizeBytes: Int64?
        package var mode: UInt32?

        package init() {}
    }

    package var kind: Kind
    /// A path, volume name or image; nil for anonymous volumes and tmpfs.
    package var source: String?
    /// The path inside the container.
    package var target: String
    package var isReadOnly: Bool?
    /// Accepted and ignored by current engines.
    package var consistency: String?
    package var bind: BindOptions?
    package var volume: VolumeOptions?
    package var tmpfs: TmpfsOptions?

    /// Creates a writable mount.
    package init(kind: Kind, source: String?, target: String) {
        self.kind = kind
        self.source = source
        self.target = target
    }

    private enum CodingKeys: String, CodingKey {
        case source, target, consistency
        case kind = "type"
        case isReadOnly = "readOnly"
        case bind = "bindOptions"
        case volume = "volumeOptions"
        case tmpfs = "tmpfsOptions"
    }
}
