extension Unicode.Scalar {
    /// Whether it looks like a space, or like nothing, and is no blank of YAML.
    package var isStrangeBlank: Bool {
        switch value {
        case 0xA0, 0x1680, 0x180E, 0x2000...0x200F, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF: true
        default: false
        }
    }

    /// For a name or an indentation that has it.
    package var strangeBlankHint: String {
        let number = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
        return
            "it has \(value == 0xA0 ? "a no-break space" : "a blank") (\(code)) that is not a space in YAML; type spaces"
    }
}
