/// The number of terminal columns that a Unicode scalar occupies.
///
/// Agrees with the C library's `wcwidth`, by which curses and most terminals place characters. Calling `wcwidth` itself
/// would make screens depend on the locale of the process.
enum CharacterWidth {
    /// How a scalar occupies cells.
    enum Kind: Equatable {
        /// Occupies 1 or 2 columns.
        case spacing(Int)
        /// Combines with the scalar before it.
        case mark
        /// Must not reach a terminal, or has no meaning there.
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
