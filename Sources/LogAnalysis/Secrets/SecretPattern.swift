/// A text to mask, matched in all the ways in which programs write it.
///
/// Each character matches literally or escaped (``EscapeSequence``), and colours and carriage returns may appear between
/// characters, so no combination of escapes has to be enumerated. An encoding of the whole text is a literal pattern of its own.
struct SecretPattern: Sendable {
    enum Outcome: Equatable {
        case found(end: Int)
        /// The line ends after the first `n` characters of the text.
        case cut(Int)
        case none
    }

    /// The fewest characters that count as a match at the edge of a line.
    static let minimumEdgeMatch = 3
    /// The flag of a unit that is a run of backslashes; the other bits are its length.
    private static let backslashes: UInt32 = 1 << 31

    /// The text in UTF-8.
    let bytes: [UInt8]
    /// Whether no character may be escaped. Noise between characters is still allowed.
    let isLiteral: Bool
    /// Whether an adjacent base64 character encodes a part of the secret.
    let edges: (before: Bool, behind: Bool)
    /// Code points; a run of backslashes is a single unit.
    private let units: [UInt32]
    /// The index of the first byte that is a quote or may start an escape.
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

    /// The first code point; a backslash for a run of them.
    var firstScalar: UInt32 { units[0] & Self.backslashes != 0 ? 0x5C : units[0] }

    /// Whether a byte may start an escape or noise.
    @inline(__always)
    static func isIntroducer(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "&"), 0x1B, 0x0D: true
        default: false
        }
    }

    /// Whether a byte may appear instead of the expected one: it starts an escape or noise, or is a form's `+` for a blank.
    @inline(__always)
    static func mayReplace(_ expected: UInt8, _ byte: UInt8) -> Bool {
        isIntroducer(byte) || byte == UInt8(ascii: "+") && expected == 0x20
    }

    /// Whether a byte may follow the first one.
    func mayFollowFirst(_ byte: UInt8) -> Bool {
        // Anything may follow if the first character is a quote or may start an escape.
        firstIntroducer == 0 || byte == bytes[1] || Self.mayReplace(bytes[1], byte)
    }

    // MARK: Finding

    /// Matches the text at `place`.
    func match(_ line: Bytes, at place: Int) -> Outcome {
        let count = min(bytes.count, line.count - place)
        var index = 0
        while index < count, line[place + index] == bytes[index] { index += 1 }
        if index == bytes.count { return .found(end: place + index) }
        if index == count { return index >= Self.minimumEdgeMatch ? .cut(index) : .none }
        // Only these can still match: an introducer in the line, or in the text so far.
        guard index > firstIntroducer || Self.mayReplace(bytes[index], line[place + index]) else { return .none }
        return matchEscaped(line, at: place)
    }

    /// Matches the text at `place`, where its first character may be escaped.
    func matchEscaped(_ line: Bytes, at place: Int) -> Outcome {
        var steps = units.count * 2 + 32
        return match(line, place, 0, behindBackslashes: false, &steps)
    }

    /// The end of the longest suffix of the text at the start of the line, for a line that starts within the text. With
    /// `isCut` the line may also end within it.
    func endOfRest(in line: Bytes, isCut: Bool) -> Int? {
        guard units.count > Self.minimumEdgeMatch else { return nil }
        var skipped = 0
        var longest: Int?
        repeat {
            for start in 1...units.count - Self.minimumEdgeMatch {
                var steps = units.count * 2 + 32
                switch match(line, skipped, start, behindBackslashes: false, &steps) {
                case .found(let end): longest = max(longest ?? 0, end)
                case .cut(let count) where isCut && count >= Self.minimumEdgeMatch: longest = line.count
                case .cut, .none: break
                }
            }
            skipped += 1
            // The line may start within an escape or a character.
        } while longest == nil && !isLiteral && skipped < Self.longestEscape && skipped < line.count
            && Self.mayBeWithinEscape(line[skipped - 1])
        return longest
    }

    private static let longestEscape = 12

    private static func mayBeWithinEscape(_ byte: UInt8) -> Bool {
        byte.isHexDigit || byte & 0xC0 == 0x80 || "\\uUxntrvpqolgm{};#&%".utf8.contains(byte)
    }

    /// - Parameter steps: the remaining budget, since a text full of escapes can be read in many ways.
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
            // Try the alternative readings: `%25` may be an escape or three characters.
            while let end = ends.popLast() {
                let outcome = match(line, end, index, behindBackslashes: false, &steps)
                if case .found = outcome { return outcome }
            }
            place = last
        }
        return .found(end: place)
    }

    /// The ends of the alternative readings of a character, without an allocation.
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

    /// Adds the ends of the escaped forms of a character; true if the line ends within an escape.
    private func takeEscaped(
        _ line: Bytes,
        at place: Int,
        _ unit: UInt32,
        _ isBehindBackslashes: Bool,
        into ends: inout Ends
    ) -> Bool {
        if isLiteral { return false }
        if isBehindBackslashes, case .unit(let read) = EscapeSequence.behindBackslashes(line, at: place),
            read.scalar == unit, read.end > place + 1
        {
            ends.append(read.end)
        }
        guard Self.isIntroducer(line[place]) else { return false }
        for level in 0..<EscapeSequence.maximumLevels {
            switch EscapeSequence.read(line, at: place, level: level) {
            case .unit(let read): if read.scalar == unit { ends.append(read.end) }
            case .cut: return true
            case .none: if level > 0 { return false }
            }
        }
        return false
    }

    /// Adds the ends of the literal character and of its forms in shell, SQL, CSV and form encoding.
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

    /// The end and length of a run of backslashes, literal or escaped.
    private func endOfBackslashes(_ line: Bytes, at place: Int) -> (place: Int, count: Int)? {
        var (end, count) = (place, 0)
        scan: while end < line.count {
            let isPlain = line[end] == UInt8(ascii: "\\")
            for level in 0..<EscapeSequence.maximumLevels {
                guard case .unit(let unit) = EscapeSequence.read(line, at: end, level: level) else { break }
                // A backslash after others belongs to the run.
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

    /// Skips colours, including escaped ones, and carriage returns, unless the pattern expects them next.
    private func skippingNoise(_ line: Bytes, from start: Int, before unit: UInt32) -> Int {
        var place = start
        while place < line.count {
            if line[place] == 0x0D, unit != 0x0D {
                place += 1
            } else if line[place] == 0x1B, unit != 0x1B {
                place = line.endOfControlSequence(at: place) ?? place + 1
            } else if line[place] == UInt8(ascii: "\\"), unit != 0x1B, unit != 0x0D,
                case .unit(let escape) = EscapeSequence.read(line, at: place), escape.scalar == 0x1B,
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
