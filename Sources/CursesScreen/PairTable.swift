import CNcurses
import TerminalUI

/// Styles as curses wants them: bits of attributes and the number of a colour pair.
///
/// Curses itself hands out the numbers and takes back those that were not used for long.
struct PairTable {
    private let colors: Int
    private var known: [Style: (bits: UInt32, pair: Int32)] = [:]

    /// `colors` is what the terminal has; less than 8 counts as none.
    init(colors: Int) {
        self.colors = colors
    }

    mutating func look(_ style: Style) -> (bits: UInt32, pair: Int32) {
        if let look = known[style] { return look }
        // Curses may have taken pairs back by then: begin anew rather than point to a pair of other colours.
        if known.count > 4096 { known = [:] }
        var bits = UInt32(style.attributes.intersection([.bold, .dim, .italic, .underline, .reverse]).rawValue)
        if style.attributes.contains(.strikethrough) { bits |= UInt32(Style.Attributes.dim.rawValue) }
        var pair: Int32 = 0
        if colors >= 8, style.foreground != .standard || style.background != .standard {
            let foreground = number(style.foreground)
            if colors < 256, case .indexed(let index) = style.foreground, (232...245).contains(index) {
                // Greys that a small palette lacks.
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
