/// Sizes in Compose's syntax: a number and `b`, `k`, `m`, `g`, `t` or `p`, in powers of 1024, optionally with `b` or
/// `ib`.
///
/// Source: Compose Specification, Extension, Specifying byte values.
enum ByteSizeText {
    /// Returns the size in bytes, or nil if the text is invalid or too large.
    static func parse(_ text: String) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        let lower = text.lowercased()
        let digits = lower.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits) else { return nil }
        var unit = lower[digits.endIndex...]
        if unit.first == " " { unit = unit.dropFirst() }
        if unit.hasSuffix("b") { unit = unit.dropLast() }
        if unit.hasSuffix("i") { unit = unit.dropLast() }
        guard unit.count <= 1, let exponent = ["", "k", "m", "g", "t", "p"].firstIndex(of: String(unit)) else {
            return nil
        }
        var bytes = number
        for _ in 0..<exponent { bytes *= 1024 }
        return bytes < Double(Int64.max) ? Int64(bytes) : nil
    }
}
