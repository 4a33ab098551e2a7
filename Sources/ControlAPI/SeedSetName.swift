/// A set of seed data that a stack can be filled with.
package enum SeedSetName: String, Hashable, Sendable, Codable, CaseIterable {
    /// The seed that the Compose file names.
    case demo
    /// What `cpadev pull` made of another database.
    case pulled
}
