package import ControlAPI

/// The number of items by which a store differs from the seed.
package typealias Drift = DataStatus.Drift

extension Drift {
    package static let none = Drift()

    package static func + (lhs: Drift, rhs: Drift) -> Drift {
        Drift(added: lhs.added + rhs.added, changed: lhs.changed + rhs.changed, removed: lhs.removed + rhs.removed)
    }
}
