/// Writes the shape of a text, word by word.
struct TemplateWriter {
    let line: Bytes

    func write(to shape: inout [UInt8]) {
        var place = 0
        while place < line.count {
            let byte = line[place]
            switch byte {
            case 0x20, 0x09, 0x0D, 0x0A:
                place += 1
                if let last = shape.last, last != 0x20 { shape.append(0x20) }
            case 0x1B:
                place = line.endOfControlSequence(at: place) ?? place + 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
                place = quoted(at: place, &shape)
            case _ where byte.isWordPart || isSigned(place):
                let end = endOfAtom(from: place)
                if let timeEnd = endOfTime(from: place) {
                    Self.append("<time>", &shape)
                    place = timeEnd
                } else {
                    AtomShape.append(line.part(place..<end), to: &shape)
                    place = end
                }
            default:
                shape.append(byte)
                place += 1
            }
        }
        if shape.last == 0x20 { shape.removeLast() }
    }

    static func append(_ text: StaticString, _ shape: inout [UInt8]) {
        shape.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether a minus before a number or a slash before a path is at `place`.
    private func isSigned(_ place: Int) -> Bool {
        guard place + 1 < line.count else { return false }
        return line[place] == UInt8(ascii: "-") && line[place + 1].isDigit
            || line[place] == UInt8(ascii: "/") && line[place + 1].isWordPart
    }

    /// Reads a quoted string that ends in the same line, unless the quote is an apostrophe.
    private func quoted(at start: Int, _ shape: inout [UInt8]) -> Int {
        let quote = line[start]
        let isApostrophe = start > 0 && line[start - 1].isWordPart
        var place = start + 1
        while !isApostrophe, place < line.count {
            if line[place] == UInt8(ascii: "\\") {
                place += 1
            } else if line[place] == quote {
                Self.append("<str>", &shape)
                return place + 1
            }
            place += 1
        }
        shape.append(quote)
        return start + 1
    }

    /// The end of a word: before a blank, bracket, quote or other separator.
    private func endOfAtom(from start: Int) -> Int {
        var end = start + 1
        while end < line.count {
            let byte = line[end]
            if !byte.isWordPart {
                switch byte {
                case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "@"),
                    UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "~"):
                    break
                default: return trimmed(start..<end)
                }
            }
            end += 1
        }
        return trimmed(start..<end)
    }

    /// The end of a word without trailing points and colons.
    private func trimmed(_ atom: Range<Int>) -> Int {
        var end = atom.upperBound
        while end > atom.lowerBound + 1, line[end - 1] == UInt8(ascii: ".") || line[end - 1] == UInt8(ascii: ":") {
            end -= 1
        }
        return end
    }

    /// The end of a date, a time or both, including the formats of glog and Redis; nil if there is none.
    private func endOfTime(from start: Int) -> Int? {
        var place = start
        if !line[place].isDigit {
            // glog: E20261124 07:09:02.190121
            guard LevelName.level(ofLetter: line[start]) != nil, start + 9 < line.count, line[start + 1].isDigit,
                line[start + 4].isDigit
            else { return nil }
            place += 1
            while place < line.count, line[place].isDigit { place += 1 }
            guard place - start == 9 || place - start == 5, place < line.count, line[place] == 0x20 else { return nil }
            return endOfClock(from: place + 1)
        }
        if isDigits(4, at: place), let dash = byte(place + 4), dash == UInt8(ascii: "-") || dash == UInt8(ascii: "/"),
            isDigits(2, at: place + 5), byte(place + 7) == dash, isDigits(2, at: place + 8)
        {
            place += 10
            guard let separator = byte(place), separator | 0x20 == UInt8(ascii: "t") || separator == 0x20 else {
                return place
            }
            return endOfClock(from: place + 1) ?? place
        }
        // 24 Nov 2026 06:05:03.740
        if isDigits(2, at: place), byte(place + 2) == 0x20, isDigits(4, at: place + 7), byte(place + 11) == 0x20,
            let end = endOfClock(from: place + 12)
        {
            return end
        }
        return endOfClock(from: place)
    }

    /// The end of 07:09:02 with an optional fraction and zone.
    private func endOfClock(from start: Int) -> Int? {
        guard isDigits(2, at: start), byte(start + 2) == UInt8(ascii: ":"), isDigits(2, at: start + 3),
            byte(start + 5) == UInt8(ascii: ":"), isDigits(2, at: start + 6)
        else { return nil }
        var place = start + 8
        if let point = byte(place), point == UInt8(ascii: ".") || point == UInt8(ascii: ","), isDigits(1, at: place + 1)
        {
            place += 1
            while isDigits(1, at: place) { place += 1 }
        }
        if let zone = byte(place), zone | 0x20 == UInt8(ascii: "z") { return place + 1 }
        if line.has(" UTC", at: place) { return place + 4 }
        if let sign = byte(place), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), isDigits(2, at: place + 1) {
            place += 3
            if byte(place) == UInt8(ascii: ":") { place += 1 }
            if isDigits(2, at: place) { place += 2 }
        }
        return place
    }

    private func byte(_ place: Int) -> UInt8? { place < line.count ? line[place] : nil }

    private func isDigits(_ count: Int, at place: Int) -> Bool {
        guard place + count <= line.count else { return false }
        for index in place..<place + count where !line[index].isDigit { return false }
        return true
    }
}
