extension StyledLine {
    /// Returns the line with changed styles in some ranges: ascending offsets in the UTF-8 of its text.
    func restyled(_ ranges: [Range<Int>], _ change: (Style) -> Style) -> StyledLine {
        guard !ranges.isEmpty else { return self }
        var line = StyledLine()
        var rest = ranges[...]
        var offset = 0
        for span in spans {
            let bytes = span.text.utf8
            var start = bytes.startIndex
            let end = offset + bytes.count
            while offset < end {
                while let first = rest.first, first.upperBound <= offset { rest.removeFirst() }
                let isInside = rest.first.map { $0.contains(offset) } ?? false
                let border = (isInside ? rest.first?.upperBound : rest.first?.lowerBound) ?? end
                let stop = bytes.index(start, offsetBy: min(border, end) - offset)
                line.append(
                    String(decoding: bytes[start..<stop], as: UTF8.self),
                    isInside ? change(span.style) : span.style
                )
                offset = min(border, end)
                start = stop
            }
        }
        return line
    }
}
