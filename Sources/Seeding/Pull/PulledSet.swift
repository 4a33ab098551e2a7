/// Where a stack's pulled set is, relative to the seeder's folder.
package enum PulledSet {
    /// The folder with all sets, which also has unfinished ones.
    package static let sets = "sets"
    /// The folder of the set in ``sets``.
    package static let name = "pulled"
    static let manifest = "\(sets)/\(name)/seeds.yaml"
}
