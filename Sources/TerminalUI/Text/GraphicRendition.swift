/// The style set by "select graphic rendition" (CSI … m).
struct GraphicRendition: Equatable {
    private(set) var style = Style.plain

    /// Applies parameters separated by semicolons, or by colons within one colour. Ignores unknown ones, including
    /// "conceal", since a log must not hide text.
    mutating func apply(_ parameters: String) {
        var codes = Self.codes(parameters)[...]
        while let code = codes.popFirst() {
            switch code {
            case 0: style = .plain
            case 1: style.attributes.insert(.bold)
            case 2: style.attributes.insert(.dim)
            case 3: style.attributes.insert(.italic)
            case 4: style.attributes.insert(.underline)
            case 7: style.attributes.insert(.reverse)
            case 9: style.attributes.insert(.strikethrough)
            case 21, 24: style.attributes.remove(.underline)
            case 22: style.attributes.subtract([.bold, .dim])
            case 23: style.attributes.remove(.italic)
            case 27: style.attributes.remove(.reverse)
            case 29: style.attributes.remove(.strikethrough)
            case 30...37: style.foreground = .indexed(UInt8(code - 30))
            case 38: Self.colour(&codes).map { style.foreground = $0 }
            case 39: style.foreground = .standard
            case 40...47: style.background = .indexed(UInt8(code - 40))
            case 48: Self.colour(&codes).map { style.background = $0 }
            case 49: style.background = .standard
            case 90...97: style.foreground = .indexed(UInt8(code - 90 + 8))
            case 100...107: style.background = .indexed(UInt8(code - 100 + 8))
            default: break
            }
        }
    }

    /// Parses at most 32 numbers. Empty and invalid fields count as 0.
    private static func codes(_ parameters: String) -> [Int] {
        var codes: [Int] = []
        for field in parameters.split(separator: ";", maxSplits: 32, omittingEmptySubsequences: false).prefix(32) {
            var parts = field.split(separator: ":", omittingEmptySubsequences: false).prefix(8).map { Int($0) ?? 0 }
            // 38:2:<colour space>:r:g:b has one more field than 38;2;r;g;b. 4:3 is a kind of underline.
            if parts.count == 6, parts[0] == 38 || parts[0] == 48, parts[1] == 2 { parts.remove(at: 2) }
            if parts.count == 2, parts[0] == 4 { parts = [parts[1] == 0 ? 24 : 4] }
            codes += parts
        }
        return codes
    }

    private static func colour(_ codes: inout ArraySlice<Int>) -> Color? {
        switch codes.popFirst() {
        case 5:
            guard let index = codes.popFirst() else { return nil }
            return UInt8(exactly: index).map { .indexed($0) }
        case 2:
            let parts = codes.prefix(3)
            codes = codes.dropFirst(3)
            let bytes = parts.compactMap { UInt8(exactly: $0) }
            guard bytes.count == 3 else { return nil }
            return .rgb(red: bytes[0], green: bytes[1], blue: bytes[2])
        default:
            return nil
        }
    }
}
