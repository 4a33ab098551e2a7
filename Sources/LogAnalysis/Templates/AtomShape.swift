/// The shape of a single word: a number, an address, an id, a path of those, or the word itself.
enum AtomShape {
    static func append(_ atom: Bytes, to shape: inout [UInt8]) {
        var digits = 0
        var hasAt = false
        var slashes = 0
        for byte in atom {
            if byte.isDigit { digits += 1 }
            if byte == UInt8(ascii: "@") { hasAt = true }
            if byte == UInt8(ascii: "/") { slashes += 1 }
        }
        if slashes > 0 { return appendPath(atom, to: &shape) }
        if hasAt, atom.contains(UInt8(ascii: ".")) { return TemplateWriter.append("<mail>", &shape) }
        if digits == 0 { return shape.append(contentsOf: atom) }
        if digits == atom.count { return TemplateWriter.append("<n>", &shape) }
        if isUUID(atom) { return TemplateWriter.append("<uuid>", &shape) }
        if isAddress(atom) { return TemplateWriter.append("<ip>", &shape) }
        if isHex(atom) { return TemplateWriter.append("<hex>", &shape) }
        if let quantity = Quantity(atom) { return TemplateWriter.append(quantity.isDuration ? "<dur>" : "<n>", &shape) }
        // Generated ids: long, with at least three digits.
        let isLong = atom.count >= 16 && digits >= 3
        if isLong, atom.allSatisfy({ $0.isWordPart || $0 == UInt8(ascii: "-") }) {
            return TemplateWriter.append("<id>", &shape)
        }
        // "s3", "v1", "utf8"
        if atom.count <= 4, digits <= 2, atom[0].isLetter, atom.allSatisfy(\.isWordPart) {
            return shape.append(contentsOf: atom)
        }
        appendWithNumbers(atom, to: &shape)
    }

    /// Appends the shape of each path component.
    private static func appendPath(_ path: Bytes, to shape: inout [UInt8]) {
        var start = 0
        for place in 0...path.count where place == path.count || path[place] == UInt8(ascii: "/") {
            if place > start { append(path.part(start..<place), to: &shape) }
            if place < path.count { shape.append(UInt8(ascii: "/")) }
            start = place + 1
        }
    }

    /// Replaces each run of digits: `worker-<n>`, `main.rs:<n>`.
    private static func appendWithNumbers(_ atom: Bytes, to shape: inout [UInt8]) {
        var place = 0
        while place < atom.count {
            guard atom[place].isDigit else {
                shape.append(atom[place])
                place += 1
                continue
            }
            TemplateWriter.append("<n>", &shape)
            while place < atom.count, atom[place].isDigit { place += 1 }
        }
    }

    private static func isUUID(_ atom: Bytes) -> Bool {
        guard atom.count == 36 else { return false }
        for (index, byte) in atom.enumerated() {
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            guard isDash ? byte == UInt8(ascii: "-") : byte.isHexDigit else { return false }
        }
        return true
    }

    /// IPv4 with or without a port, or IPv6.
    private static func isAddress(_ atom: Bytes) -> Bool {
        var points = 0
        var colons = 0
        var isDecimal = true
        for byte in atom {
            if byte == UInt8(ascii: ".") {
                if colons > 0 { return false }
                points += 1
            } else if byte == UInt8(ascii: ":") {
                colons += 1
            } else if !byte.isDigit {
                guard byte.isHexDigit else { return false }
                isDecimal = false
            }
        }
        if points == 3 { return isDecimal && colons <= 1 && atom[0].isDigit }
        return points == 0 && colons >= 2 && atom.count >= 6 && (colons >= 4 || atom.contains { $0 | 0x20 >= 0x61 })
    }

    private static func isHex(_ atom: Bytes) -> Bool {
        let hasPrefix = atom.count > 2 && (atom.has("0x", at: 0) || atom.has("0X", at: 0))
        guard hasPrefix || atom.count >= 7 else { return false }
        for index in (hasPrefix ? 2 : 0)..<atom.count where !atom[index].isHexDigit { return false }
        return true
    }
}
