import Crypto

/// Names of the databases that cpadev keeps beside a stack's own. They carry a part of a hash of the stack's name, so
/// that several stacks can use one server, and are at most 63 bytes long, as the server takes them.
struct DatabaseNames: Hashable, Sendable {
    private static let longest = 63
    private let key: String

    init(stack: String) { key = "cpadev_" + SHA256.hash(data: Array(stack.utf8)).hexadecimal.prefix(8) }

    /// What the names of all of them begin with.
    var prefix: String { "\(key)_" }
    /// Where a template is being filled.
    var build: String { "\(prefix)build" }
    /// A clone that is about to get its place.
    var next: String { "\(prefix)next" }
    /// What was in a place before, until it is dropped.
    var old: String { "\(prefix)old" }
    /// What was kept for undoing the step before the last one, until it is dropped or taken back.
    var stale: String { "\(prefix)stale" }
    /// The database that the last step replaced, for `reset --undo`.
    var undo: String { "\(prefix)undo" }

    var templatePrefix: String { "\(prefix)seed_" }
    func template(_ hash: String) -> String { templatePrefix + hash.prefix(16) }

    var snapshotPrefix: String { "\(prefix)snap_" }
    /// The database of a snapshot. A name that is too long for one would be cut by the server, and meet another.
    func snapshot(_ name: String) throws(SeedingError) -> String {
        let room = Self.longest - snapshotPrefix.utf8.count
        guard !name.isEmpty, name.utf8.count <= room else {
            throw SeedingError(.refused, "the name of a snapshot has 1 to \(room) bytes")
        }
        return snapshotPrefix + name
    }

    /// What keeps two operations of one stack from meeting in one server: the key of an advisory lock.
    var lockKey: String { key }
}
