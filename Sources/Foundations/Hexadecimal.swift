private let lowercaseDigits = Array("0123456789abcdef".utf8)
private let uppercaseDigits = Array("0123456789ABCDEF".utf8)

extension Sequence<UInt8> {
    /// Two lowercase hexadecimal digits per byte.
    package var hexadecimal: String { hexadecimal(uppercase: false) }

    /// Returns two hexadecimal digits per byte.
    package func hexadecimal(uppercase: Bool) -> String {
        let digits = uppercase ? uppercaseDigits : lowercaseDigits
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// All digits of the type in lowercase hexadecimal, such as four for `UInt16`.
    package var hexadecimal: String { withUnsafeBytes(of: bigEndian) { $0.hexadecimal } }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit, 0 to 15; nil for any other byte.
    package var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
