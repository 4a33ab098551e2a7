public import ControlAPI

/// By how many items a store differs from the seed.
public typealias Drift = DataStatus.Drift

extension Drift {
    /// As seeded.
    public static let none = Drift()

    /// The sums, kind by kind.
    public static func + (lhs: Drift, rhs: Drift) -> Drift {
        Drift(added: lhs.added + rhs.added, changed: lhs.changed + rhs.changed, removed: lhs.removed + rhs.removed)
    }
}
