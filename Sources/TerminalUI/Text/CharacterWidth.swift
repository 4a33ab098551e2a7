/// How many columns of a terminal a Unicode scalar takes.
///
/// It answers as the C library's `wcwidth` does, since curses and most terminals place characters by it; asking the
/// library itself would make screens depend on the locale of the process.
enum CharacterWidth {
    /// What becomes of a scalar in a row of cells.
    enum Kind: Equatable {
        /// Takes 1 or 2 columns.
        case spacing(Int)
        /// Goes on top of the scalar before it.
        case mark
        /// Must not reach a terminal, or means nothing there.
        case hidden
    }

    static func kind(of scalar: Unicode.Scalar) -> Kind {
        let value = scalar.value
        if value < 0x300 {
            let isControl = value < 0x20 || (0x7F...0x9F).contains(value)
            return isControl || value == 0xAD ? .hidden : .spacing(1)
        }
        if contains(ignorable, value) { return .hidden }
        if contains(marks, value) { return .mark }
        if value == 0x2028 || value == 0x2029 { return .hidden }
        return .spacing(contains(wide, value) ? 2 : 1)
    }

    private static func contains(_ ranges: [ClosedRange<UInt32>], _ value: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            let range = ranges[middle]
            if value < range.lowerBound {
                high = middle
            } else if value > range.upperBound {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}
