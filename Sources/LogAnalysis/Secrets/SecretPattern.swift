/// A text that is masked, and how to find it in all the ways in which programs write texts.
///
/// Each of its characters may be as it is or escaped (``EscapedUnit``), and colours and carriage returns may stand between
/// them. So no combination of escapes has to be foreseen. What encodes the text as a whole is a pattern of its own that is
/// literal.
struct SecretPattern: Sendable {
    enum Outcome: Equatable {
        case found(end: Int)
        /// The line ends after so many of its characters.
        case cut(Int)
        case none
    }

    /// As few characters as are told apart from other text at a line's edge.
    static let leastAtEdge = 3
    /// So many backslashes, in place of a code point.
    private static let backslashes: UInt32 = 1 << 31

    /// In UTF-8.
    let bytes: [UInt8]
    /// Only noise may stand between characters, and no character is escaped.
    let isLiteral: Bool
    /// Characters of the alphabet of base64 that stand right before or behind hold a part of the secret.
    let edges: (before: Bool, behind: Bool)
    /// Code points; a run of backslashes is one.
    private let units: [UInt32]
    /// The first byte that an escape may begin with.
    let firstIntroducer: Int

    init(_ bytes: [UInt8], isLiteral: Bool = false, edges: (before: Bool, behind: Bool) = (false, false)) {
        self.bytes = bytes
        self.isLiteral = isLiteral
        self.edges = edges
        var units: [UInt32] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "\\", !isLiteral {
                if let last = units.last, last & Self.backslashes != 0 {
                    units[units.count - 1] = last + 1
                } else {
                    units.append(Self.backslashes | 1)
                }
            } else {
                units.append(scalar.value)
            }
        }
        self.units = units
        firstIntroducer =
            bytes.firstIndex { Self.isIntroducer($0) || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
            ?? bytes.count
    }

    /// The code point that it begins with; a backslash for a run of them.
    var firstScalar: UInt32 { units[0] & Self.backslashes != 0 ? 0x5C : units[0] }

    /// Bytes that may stand in the place of the next one, where that is escaped or has noise before it.
    @inline(__always)
    static func isIntroducer(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "&"), 0x1B, 0x0D: true
        default: false
        }
    }

    /// Whether a byte may stand in the place of another: it introduces an escape, or is a form's `+` for a blank.
    @inline(__always)
    static func mayReplace(_ expected: UInt8, _ byte: UInt8) -> Bool {
        isIntroducer(byte) || byte == UInt8(ascii: "+") && expected == 0x20
    }

    /// Whether a byte may stand behind the first one.
    func mayFollowFirst(_ byte: UInt8) -> Bool {
        // Behind a quote or an escape that is its first character anything may stand.
        firstIntroducer == 0 || byte == bytes[1] || Self.mayReplace(bytes[1], byte)
    }

    // MARK: Finding

    /// Whether it stands at a place.
    func match(_ line: Bytes, at place: Int) -> Outcome {
        let count = min(bytes.count, line.count - place)
        var index = 0
        while index < count, line[place + index] == bytes[index] { index += 1 }
        if index == bytes.count { return .found(end: place + index) }
        if index == count { return index >= Self.leastAtEdge ? .cut(index) : .none }
        // An escape begins with a byte of its own, or the text itself has such bytes.
        guard index > firstIntroducer || Self.mayReplace(bytes[index], line[place + index]) else { return .none }
        return matchEscaped(line, at: place)
    }

    /// The same, at what may be its first character escaped.
    func matchEscaped(_ line: Bytes, at place: Int) -> Outcome {
        var steps = units.count * 2 + 32
        return match(line, place, 0, behindBackslashes: false, &steps)
    }

    /// How far a line goes that begins within it: the end of the longest of its endings that stand there. With `isCut` the
    /// line may end within it as well.
    func endOfRest(in line: Bytes, isCut: Bool) -> Int? {
        guard units.count > Self.leastAtEdge else { return nil }
        var skipped = 0
        var longest: Int?
        repeat {
            for start in 1...units.count - Self.leastAtEdge {
                var steps = units.count * 2 + 32
                switch match(line, skipped, start, behindBackslashes: false, &steps) {
                case .found(let end): longest = max(longest ?? 0, end)
                case .cut(let count) where isCut && count >= Self.leastAtEdge: longest = line.count
                case .cut, .none: break
                }
            }
            skipped += 1
            // The line may begin within an escape, or within a character.
        } while longest == nil && !isLiteral && skipped < Self.longestEscape && skipped < line.count
            && Self.mayBeWithinEscape(line[skipped - 1])
        return longest
    }

    private static let longestEscape = 12

    private static func mayBeWithinEscape(_ byte: UInt8) -> Bool {
        byte.isHexDigit || byte & 0xC0 == 0x80 || "\\uUxntrvpqolgm{};#&%".utf8.contains(byte)
    }

    /// - Parameter steps: how many may be taken: a text full of escapes can be read in many ways.
    private func match(
        _ line: Bytes,
        _ start: Int,
        _ first: Int,
        behindBackslashes: Bool,
        _ steps: inout Int
    ) -> Outcome {
        var (place, index, isBehind) = (start, first, behindBackslashes)
        while index < units.count {
            steps -= 1
            guard steps > 0 else { return .none }
            let unit = units[index]
            if place > start { place = skippingNoise(line, from: place, before: unit) }
            guard place < line.count else { return .cut(index - first) }
            if unit & Self.backslashes != 0 {
                guard let end = endOfBackslashes(line, at: place), end.count >= Int(unit & ~Self.backslashes) else {
                    return .none
                }
                (place, index, isBehind) = (end.place, index + 1, true)
                continue
            }
            var ends = Ends()
            let isCut = takeEscaped(line, at: place, unit, isBehind, into: &ends)
            takePlain(line, at: place, unit, into: &ends)
            (isBehind, index) = (false, index + 1)
            guard let last = ends.popLast() else { return isCut ? .cut(index - 1 - first) : .none }
            // It may be read in several ways: a `%` that is followed by `25`, say.
            while let end = ends.popLast() {
                let outcome = match(line, end, index, behindBackslashes: false, &steps)
                if case .found = outcome { return outcome }
            }
            place = last
        }
        return .found(end: place)
    }

    /// Where the ways of reading a character end: a few.
    private struct Ends {
        private var values = (0, 0, 0, 0, 0, 0, 0, 0)
        private var count = 0

        mutating func append(_ end: Int) {
            guard count < 8 else { return }
            withUnsafeMutableBytes(of: &values) { $0.storeBytes(of: end, toByteOffset: count * 8, as: Int.self) }
            count += 1
        }

        mutating func popLast() -> Int? {
            guard count > 0 else { return nil }
            count -= 1
            return withUnsafeBytes(of: values) { $0.load(fromByteOffset: count * 8, as: Int.self) }
        }
    }

    /// The character escaped; true where the line ends within an escape.
    private func takeEscaped(
        _ line: Bytes,
        at place: Int,
        _ unit: UInt32,
        _ isBehindBackslashes: Bool,
        into ends: inout Ends
    ) -> Bool {
        if isLiteral { return false }
        if isBehindBackslashes, case .unit(let read) = EscapedUnit.behindBackslashes(line, at: place),
            read.scalar == unit, read.end > place + 1
        {
            ends.append(read.end)
        }
        guard Self.isIntroducer(line[place]) else { return false }
        for level in 0..<EscapedUnit.mostLevels {
            switch EscapedUnit.read(line, at: place, level: level) {
            case .unit(let read): if read.scalar == unit { ends.append(read.end) }
            case .cut: return true
            case .none: if level > 0 { return false }
            }
        }
        return false
    }

    /// The character as it is, or as a shell, SQL, CSV or a form has it.
    private func takePlain(_ line: Bytes, at place: Int, _ unit: UInt32, into ends: inout Ends) {
        if !isLiteral {
            switch unit {
            case 0x27:
                if line.has("'\\''", at: place) { ends.append(place + 4) }
                if line.has("'\"'\"'", at: place) { ends.append(place + 5) }
                if line.has("''", at: place) { ends.append(place + 2) }
            case 0x22: if line.has("\"\"", at: place) { ends.append(place + 2) }
            case 0x20: if line[place] == UInt8(ascii: "+") { ends.append(place + 1) }
            default: break
            }
        }
        if let (scalar, end) = line.scalar(at: place), scalar == unit { ends.append(end) }
    }

    /// Of a run of backslashes, as they are or escaped themselves.
    private func endOfBackslashes(_ line: Bytes, at place: Int) -> (place: Int, count: Int)? {
        var (end, count) = (place, 0)
        scan: while end < line.count {
            let isPlain = line[end] == UInt8(ascii: "\\")
            for level in 0..<EscapedUnit.mostLevels {
                guard case .unit(let unit) = EscapedUnit.read(line, at: end, level: level) else { break }
                // A backslash behind others is one of the run.
                if unit.scalar == 0x5C, !isPlain || unit.end > line.end(ofRunAt: end) + 1 {
                    (end, count) = (unit.end, count + 1)
                    continue scan
                }
            }
            guard isPlain else { break }
            (end, count) = (end + 1, count + 1)
        }
        return count > 0 ? (end, count) : nil
    }

    /// Behind colours, also escaped ones, and carriage returns, unless these are what comes next.
    private func skippingNoise(_ line: Bytes, from start: Int, before unit: UInt32) -> Int {
        var place = start
        while place < line.count {
            if line[place] == 0x0D, unit != 0x0D {
                place += 1
            } else if line[place] == 0x1B, unit != 0x1B {
                place = line.endOfControlSequence(at: place) ?? place + 1
            } else if line[place] == UInt8(ascii: "\\"), unit != 0x1B, unit != 0x0D,
                case .unit(let escape) = EscapedUnit.read(line, at: place), escape.scalar == 0x1B,
                let end = line.endOfParameters(from: escape.end)
            {
                place = end
            } else {
                break
            }
        }
        return place
    }
}

extension UnsafeRawBufferPointer {
    /// The end of `[…m` behind an escaped ESC.
    fileprivate func endOfParameters(from place: Int) -> Int? {
        guard place < count, self[place] == UInt8(ascii: "[") else { return nil }
        var end = place + 1
        while end < count, end - place < 64 {
            switch self[end] {
            case 0x20...0x3F: end += 1
            case 0x40...0x7E: return end + 1
            default: return nil
            }
        }
        return nil
    }
}
