/// By how many items a store differs from the seed.
public struct Drift: Hashable, Sendable, Codable {
    /// There, but not in the seed.
    public var added: Int
    /// There, but different.
    public var changed: Int
    /// In the seed, but not there.
    public var removed: Int

    /// No difference, unless said otherwise.
    public init(added: Int = 0, changed: Int = 0, removed: Int = 0) {
        self.added = added
        self.changed = changed
        self.removed = removed
    }

    /// As seeded.
    public static let none = Drift()

    /// How many items differ.
    public var total: Int { added + changed + removed }

    /// The sums, kind by kind.
    public static func + (lhs: Drift, rhs: Drift) -> Drift {
        Drift(added: lhs.added + rhs.added, changed: lhs.changed + rhs.changed, removed: lhs.removed + rhs.removed)
    }
}
