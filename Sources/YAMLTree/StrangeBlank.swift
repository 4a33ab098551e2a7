extension Unicode.Scalar {
    /// Whether it looks like a space or is invisible, but is not white space in YAML.
    package var isUnicodeBlank: Bool {
        switch value {
        case 0xA0, 0x1680, 0x180E, 0x2000...0x200F, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF: true
        default: false
        }
    }

    /// The hint for a name or an indentation that contains it.
    package var unicodeBlankHint: String {
        let number = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
        return
            "it contains \(value == 0xA0 ? "a no-break space" : "a blank") (\(code)), not a space; type spaces"
    }
}
