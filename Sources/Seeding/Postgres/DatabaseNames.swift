import Crypto
import Foundations

/// The names of the databases that cpadev keeps beside a stack's own.
///
/// They contain part of a hash of the stack's name, so that several stacks can share a server. The server limits them
/// to 63 bytes.
struct DatabaseNames: Hashable, Sendable {
    private static let longest = 63
    private let key: String

    init(stack: String) { key = "cpadev_" + SHA256.hash(data: Array(stack.utf8)).hexadecimal.prefix(8) }

    /// The common prefix of all names.
    var prefix: String { "\(key)_" }
    /// The database in which a template is being filled.
    var build: String { "\(prefix)build" }
    /// A clone that is about to be put in place.
    var next: String { "\(prefix)next" }
    /// A replaced database that is about to be dropped.
    var old: String { "\(prefix)old" }
    /// The database kept for the step before the last one, until it is dropped or reinstated.
    var stale: String { "\(prefix)stale" }
    /// The database that the last step replaced, for `reset --undo`.
    var undo: String { "\(prefix)undo" }

    /// A restored dump that rows are pulled from.
    var pull: String { "\(prefix)pull" }

    var templatePrefix: String { "\(prefix)seed_" }
    func template(_ hash: String) -> String { templatePrefix + hash.prefix(16) }

    var snapshotPrefix: String { "\(prefix)snap_" }
    /// The name of a snapshot's database. The server would truncate a longer name, which could then collide.
    func snapshot(_ name: String) throws(SeedingError) -> String {
        let room = Self.longest - snapshotPrefix.utf8.count
        guard !name.isEmpty, name.utf8.count <= room else {
            throw SeedingError(.refused, "a snapshot name must have 1 to \(room) bytes")
        }
        return snapshotPrefix + name
    }

    /// The key of the advisory lock that serializes operations of one stack on a server.
    var lockKey: String { key }
}
