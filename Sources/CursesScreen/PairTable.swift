import CNcurses
import TerminalUI

/// Translates styles for curses: attribute bits and a colour pair number.
///
/// Curses allocates the pair numbers and reclaims those that were not used for long.
struct PairTable {
    private let colors: Int
    private var known: [Style: (bits: UInt32, pair: Int32)] = [:]

    /// Creates a table for a number of colours; fewer than 8 count as none.
    init(colors: Int) {
        self.colors = colors
    }

    mutating func look(_ style: Style) -> (bits: UInt32, pair: Int32) {
        if let look = known[style] { return look }
        // Curses may have reclaimed pairs by then. Start over rather than use a pair of other colours.
        if known.count > 4096 { known = [:] }
        var bits = UInt32(style.attributes.intersection([.bold, .dim, .italic, .underline, .reverse]).rawValue)
        if style.attributes.contains(.strikethrough) { bits |= UInt32(Style.Attributes.dim.rawValue) }
        var pair: Int32 = 0
        if colors >= 8, style.foreground != .standard || style.background != .standard {
            let foreground = number(style.foreground)
            if colors < 256, case .indexed(let index) = style.foreground, (232...245).contains(index) {
                // Small palettes lack these greys.
                bits |= UInt32(Style.Attributes.dim.rawValue)
                pair = alloc_pair(-1, number(style.background))
            } else {
                if colors < 16, case .indexed(8...15) = style.foreground {
                    bits |= UInt32(Style.Attributes.bold.rawValue)
                }
                pair = alloc_pair(foreground, number(style.background))
            }
        }
        let look = (bits, max(0, pair))
        known[style] = look
        return look
    }

    private func number(_ color: Color) -> Int32 {
        switch color {
        case .standard: -1
        case .indexed(let index): Int32(Palette.index(index, colors: colors))
        case .rgb(let red, let green, let blue): Int32(Palette.nearest(red, green, blue, colors: colors))
        }
    }
}
