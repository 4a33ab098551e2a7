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

    /// Whether it may have put anything into a store beside the rows.
    func uses(_ store: StoreName) -> Bool {
        switch store {
        case .postgres, .clamav: false
        case .redis, .s3: true
        case .typesense: stores?.collections.isEmpty != true
        case .temporal: stores == nil || stores?.workflows != nil
        }
    }
}
