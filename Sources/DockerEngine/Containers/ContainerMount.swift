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
        var propagation: String?
        var createsSource: Bool?
        var isNonRecursive: Bool?
        var isReadOnlyNonRecursive: Bool?
        var isReadOnlyForceRecursive: Bool?

        package init(
            propagation: String? = nil,
            createsSource: Bool? = nil,
            isNonRecursive: Bool? = nil,
            isReadOnlyNonRecursive: Bool? = nil,
            isReadOnlyForceRecursive: Bool? = nil
        ) {
            self.propagation = propagation
            self.createsSource = createsSource
            self.isNonRecursive = isNonRecursive
            self.isReadOnlyNonRecursive = isReadOnlyNonRecursive
            self.isReadOnlyForceRecursive = isReadOnlyForceRecursive
        }

        private enum CodingKeys: String, CodingKey {
            case propagation = "Propagation"
            case createsSource = "CreateMountpoint"
            case isNonRecursive = "NonRecursive"
            case isReadOnlyNonRecursive = "ReadOnlyNonRecursive"
            case isReadOnlyForceRecursive = "ReadOnlyForceRecursive"
        }
    }

    /// Options of a volume mount; nil fields use the engine's defaults.
    package struct VolumeOptions: Codable, Hashable, Sendable {
        var skipsCopy: Bool?
        var labels: [String: String]?
        var subpath: String?

        package init(skipsCopy: Bool? = nil, labels: [String: String]? = nil, subpath: String? = nil) {
            self.skipsCopy = skipsCopy
            self.labels = labels
            self.subpath = subpath
        }

        private enum CodingKeys: String, CodingKey {
            case skipsCopy = "NoCopy"
            case labels = "Labels"
            case subpath = "Subpath"
        }
    }

    /// Options of a tmpfs mount; nil fields use the engine's defaults.
    package struct TmpfsOptions: Codable, Hashable, Sendable {
        var sizeBytes: Int64?
        var mode: UInt32?

        package init(sizeBytes: Int64? = nil, mode: UInt32? = nil) {
            self.sizeBytes = sizeBytes
            self.mode = mode
        }

        private enum CodingKeys: String, CodingKey {
            case sizeBytes = "SizeBytes"
            case mode = "Mode"
        }
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
        case kind = "Type"
        case source = "Source"
        case target = "Target"
        case isReadOnly = "ReadOnly"
        case consistency = "Consistency"
        case bind = "BindOptions"
        case volume = "VolumeOptions"
        case tmpfs = "TmpfsOptions"
    }
}
