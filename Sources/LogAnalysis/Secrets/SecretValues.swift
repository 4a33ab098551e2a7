/// Finds known secret values in a line.
///
/// A table of the byte pairs with which a value may start, literally or escaped, rules out most positions with one lookup.
struct SecretValues: Sendable {
    /// A pattern and its first bytes, which rule out most candidates.
    private struct Entry {
        var first: UInt8
        var second: UInt8
        var third: UInt8
        /// Whether the first or second byte may start an escape, so that the third need not follow.
        var isOpen: Bool
        var index: Int

        init(_ pattern: SecretPattern, index: Int) {
            (first, second, third) = (pattern.bytes[0], pattern.bytes[1], pattern.bytes[2])
            isOpen = pattern.firstIntroducer < 2
            self.index = index
        }

        /// Whether the pattern may match at `place`, where its first byte is.
        @inline(__always)
        func mayMatch(at place: Int, in line: Bytes) -> Bool {
            guard place + 2 < line.count else { return true }
            let next = line[place + 1]
            if next != second { return isOpen || SecretPattern.mayReplace(second, next) }
            return line[place + 2] == third || isOpen || SecretPattern.mayReplace(third, line[place + 2])
        }
    }

    /// Masked everywhere.
    private var patterns: [SecretPattern] = []
    /// Sorted by the first byte of the pattern.
    private var entries: [Entry] = []
    /// The index of the first entry for each byte, followed by the number of entries.
    private var firstEntries: [Int] = []
    /// Indices of the patterns that may be escaped.
    private var escapable: [Int] = []
    /// Masked only after a key that names a secret.
    private(set) var weak: Set<[UInt8]> = []

    init(_ values: [String], others: Set<String>) {
        let rule = SecretStrength(others: others)
        var known: Set<[UInt8]> = []
        func add(_ pattern: SecretPattern) {
            guard known.insert(pattern.bytes).inserted else { return }
            entries.append(Entry(pattern, index: patterns.count))
            if !pattern.isLiteral { escapable.append(patterns.count) }
            patterns.append(pattern)
        }
        for value in values where !value.isEmpty {
            guard rule.isStrong(value) else {
                weak.insert(Array(value.utf8))
                continue
            }
            var texts = [value]
            // A multi-line key is logged line by line.
            let lines = value.split(whereSeparator: \.isNewline)
            if lines.count > 1 { texts += lines.map { String($0) }.filter(rule.isStrongLine) }
            for text in texts {
                add(SecretPattern(Array(text.utf8)))
                EncodedForms.patterns(of: Array(text.utf8)).forEach(add)
            }
        }
        entries.sort { ($0.first, $0.index) < ($1.first, $1.index) }
        firstEntries = (0...256).map { byte in entries.firstIndex { Int($0.first) >= byte } ?? entries.count }
    }

    var isEmpty: Bool { patterns.isEmpty && weak.isEmpty }

    /// Adds the byte pairs with which a value may start.
    func mark(_ starts: inout BytePairs) {
        for pattern in patterns {
            for byte in UInt8.min...UInt8.max where pattern.mayFollowFirst(byte) {
                starts.insert(pattern.bytes[0], byte)
            }
        }
        guard !escapable.isEmpty else { return }
        for byte in UInt8.min...UInt8.max {
            starts.insert(UInt8(ascii: "\\"), byte)
            if byte.isHexDigit || byte == UInt8(ascii: "u") { starts.insert(UInt8(ascii: "%"), byte) }
        }
        // The `#` of a numeric entity or the first letter of a named one.
        for byte in "#alqgn".utf8 { starts.insert(UInt8(ascii: "&"), byte) }
    }

    /// The range to mask of a value that starts at `place`; nil if there is none.
    /// - Parameter isCut: whether the line may end within it.
    func range(at place: Int, in line: Bytes, isCut: Bool) -> Range<Int>? {
        // A run of backslashes is read from its start.
        if line[place] == UInt8(ascii: "\\"), place > 0, line[place - 1] == UInt8(ascii: "\\") { return nil }
        var range: Range<Int>?
        func take(_ pattern: SecretPattern, _ outcome: SecretPattern.Outcome) {
            switch outcome {
            case .found(let end):
                let found = widened(place..<end, pattern, in: line)
                if found.upperBound > range?.upperBound ?? -1 { range = found }
            case .cut(let count):
                if isCut, count >= SecretPattern.minimumEdgeMatch { range = place..<line.count }
            case .none: break
            }
        }
        let first = Int(line[place])
        for index in firstEntries[first]..<firstEntries[first + 1] {
            let entry = entries[index]
            guard entry.mayMatch(at: place, in: line) else { continue }
            take(patterns[entry.index], patterns[entry.index].match(line, at: place))
        }
        guard range == nil, !escapable.isEmpty, isEscape(line[place]) else { return range }
        for level in 0..<EscapeSequence.maximumLevels {
            guard case .unit(let unit) = EscapeSequence.read(line, at: place, level: level) else { break }
            for index in escapable where patterns[index].firstScalar == unit.scalar {
                take(patterns[index], patterns[index].matchEscaped(line, at: place))
            }
        }
        return range
    }

    /// The end of the rest of a value that started in the previous part of the line.
    func endOfRest(in line: Bytes, isCut: Bool) -> Int? {
        patterns.compactMap { $0.endOfRest(in: line, isCut: isCut) }.max()
    }

    private func isEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&")
    }

    /// Extends a range by the base64 characters that encode parts of both the value and its neighbours.
    private func widened(_ range: Range<Int>, _ pattern: SecretPattern, in line: Bytes) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        if pattern.edges.before, start > 0, EncodedForms.isBase64(line[start - 1]) { start -= 1 }
        if pattern.edges.behind, end < line.count, EncodedForms.isBase64(line[end]) { end += 1 }
        return start..<end
    }
}
