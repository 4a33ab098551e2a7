/// The pane sizes chosen by the user; nil where the layout decides.
///
/// Shares are in thousandths, so that a division survives a change of the screen size. The sizes are saved between
/// runs. The layout clamps them, so no saved value can make a pane too small.
package struct PaneSizes: Hashable, Sendable, Codable {
    /// The left column's share of the width, beside the logs.
    var left: Int?
    /// The services' share of the width when the logs are below.
    var stackedLeft: Int?
    /// The share of the height above the logs.
    var top: Int?
    /// The services' share of the height of their column, above the details.
    var services: Int?
    /// The rows of the firms below the details, including edges; 1 folds them to a line.
    var firmRows: Int?

    /// Leaves all sizes to the layout.
    package init() {}

    /// Returns a share of `total`, clamped to a range; nil if there is no share or no room for it.
    static func length(_ share: Int?, of total: Int, atLeast least: Int, leaving rest: Int) -> Int? {
        guard let share, total - rest >= least else { return nil }
        let length = (min(max(0, share), 1000) * total + 500) / 1000
        return min(max(least, length), total - rest)
    }

    /// Returns the share that yields this length.
    static func share(_ length: Int, of total: Int) -> Int? {
        total > 0 ? min(max(0, (length * 1000 + total / 2) / total), 1000) : nil
    }
}
