/// How the user divided the screen; nil wherever it is left to the layout.
///
/// Shares are thousandths, so that a division keeps its looks on a screen of another size. It is what is kept between
/// runs, and whatever is read there is made fit again by the layout: no value can make a pane too small.
package struct PaneSizes: Hashable, Sendable, Codable {
    /// Of the width, for the left column beside the logs.
    var left: Int?
    /// Of the width, for the services where the logs are below.
    var stackedLeft: Int?
    /// Of the height, for what stands over the logs.
    var top: Int?
    /// Of the height of their column, for the services over the details.
    var services: Int?
    /// Rows of the firms below the details, edges included; 1 folds them to a line.
    var firmRows: Int?

    /// Sizes that are all left to the layout.
    package init() {}

    /// How much of `total` a share is, moved into a range; nil where there is no share, or no room for it.
    static func length(_ share: Int?, of total: Int, atLeast least: Int, leaving rest: Int) -> Int? {
        guard let share, total - rest >= least else { return nil }
        let length = (min(max(0, share), 1000) * total + 500) / 1000
        return min(max(least, length), total - rest)
    }

    /// The share that gives this length again.
    static func share(_ length: Int, of total: Int) -> Int? {
        total > 0 ? min(max(0, (length * 1000 + total / 2) / total), 1000) : nil
    }
}
