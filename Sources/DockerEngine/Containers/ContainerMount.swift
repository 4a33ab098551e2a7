/// A mount in the engine's long form. Source: Docker Engine API, Mount.
package struct ContainerMount: Codable, Hashable, Sendable {
    /// What is mounted.
    package enum Kind: String, Codable, Hashable, Sendable {
        case bind
        case volume
        case tmpfs
        case image
    }

    /// Details of a bind mount.
    package struct BindOptions: Codable, Hashable, Sendable {
        var propagation: String?
        var createsSource: Bool?
        var isNonRecursive: Bool?
        var isReadOnlyNonRecursive: Bool?
        var isReadOnlyForceRecursive: Bool?

        /// The engine's defaults, where nil.
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

    /// Details of a volume.
    package struct VolumeOptions: Codable, Hashable, Sendable {
        var skipsCopy: Bool?
        var labels: [String: String]?
        var subpath: String?

        /// The engine's defaults, where nil.
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

    /// Details of memory.
    package struct TmpfsOptions: Codable, Hashable, Sendable {
        var sizeBytes: Int64?
        var mode: UInt32?

        /// The engine's defaults, where nil.
        package init(sizeBytes: Int64? = nil, mode: UInt32? = nil) {
            self.sizeBytes = sizeBytes
            self.mode = mode
        }

        private enum CodingKeys: String, CodingKey {
            case sizeBytes = "SizeBytes"
            case mode = "Mode"
        }
    }

    /// What is mounted.
    package var kind: Kind
    /// A path, a volume's name, or an image; nil where there is none.
    package var source: String?
    /// The path inside the container.
    package var target: String
    /// It may only be read.
    package var isReadOnly: Bool?
    /// Taken and ignored by engines of today.
    package var consistency: String?
    /// For bind mounts.
    package var bind: BindOptions?
    /// For volumes.
    package var volume: VolumeOptions?
    /// For memory.
    package var tmpfs: TmpfsOptions?

    /// A mount that can be written.
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
