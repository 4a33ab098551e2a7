package import ControlAPI

/// By how many items a store differs from the seed.
package typealias Drift = DataStatus.Drift

extension Drift {
    /// As seeded.
    package static let none = Drift()

    /// The sums, kind by kind.
    package static func + (lhs: Drift, rhs: Drift) -> Drift {
        Drift(added: lhs.added + rhs.added, changed: lhs.changed + rhs.changed, removed: lhs.removed + rhs.removed)
    }
}
