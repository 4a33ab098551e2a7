/// An earlier seed, by what is needed to remove from a store what a later one does not have.
struct FormerSeed: Hashable, Sendable, Codable {
    /// Slugs, sorted.
    var firms: [String]
    /// nil if its plan is of an earlier version.
    var stores: StoreSettings?

    init(_ plan: SeedPlan) {
        firms = plan.firms.map(\.slug).sorted()
        stores = plan.stores
    }
}
