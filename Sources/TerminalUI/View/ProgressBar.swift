/// A progress bar with a percentage. Its width is constant, so that nothing beside it moves.
enum ProgressBar {
    /// The width of the percentage and the space before it.
    private static let figures = 5
    /// Longer bars are not more readable.
    private static let longest = 40

    /// Returns a bar for a fraction from 0 to 1 in at most `width` columns, or just the percentage if there is no room.
    static func line(_ fraction: Double, width: Int, _ appearance: AppModel.Appearance) -> StyledLine {
        let theme = appearance.theme
        let percentage = Formatting.progress(fraction)
        let room = min(width - figures, longest)
        guard room >= 3 else {
            return StyledLine(percentage, theme[.starting]).truncated(to: max(0, width), ellipsis: "")
        }
        let done = fraction.isFinite ? Int(min(max(0, fraction), 1) * Double(room)) : 0
        var line = StyledLine(String(repeating: appearance.glyphs.barDone, count: done), theme[.accent])
        line.append(String(repeating: appearance.glyphs.barLeft, count: room - done), theme[.muted])
        line.append(String(repeating: " ", count: figures - percentage.utf8.count) + percentage, theme[.starting])
        return line
    }
}
