import Crypto

/// Names of the databases that cpadev keeps beside a stack's own. They carry a part of a hash of the stack's name, so
/// that several stacks can use one server, and are at most 63 bytes long.
struct DatabaseNames: Hashable, Sendable {
    private let prefix: String

    init(stack: String) {
        prefix = "cpadev_" + SHA256.hash(data: Array(stack.utf8)).hexadecimal.prefix(6)
    }

    /// Where a template is being filled.
    var build: String { "\(prefix)_build" }
    /// A clone that is about to take the stack's database's place.
    var next: String { "\(prefix)_next" }
    /// What was in its place before.
    var old: String { "\(prefix)_old" }
    func template(_ hash: String) -> String { "\(prefix)_seed_\(hash.prefix(16))" }
    func snapshot(_ name: String) -> String { snapshotPrefix + name }
    var templatePrefix: String { "\(prefix)_seed_" }
    var snapshotPrefix: String { "\(prefix)_snap_" }
}
