/// Amounts that are multiplied by a factor.
enum Amount {
    /// Returns a factor from 1 - share to 1 + share.
    static func factor(_ number: UInt64, share: Double) -> Double {
        1 - share + 2 * share * Double(number >> 11) / Double(1 << 53)
    }

    /// Appends an integer or a decimal number with as many digits after the point as it had. An amount other than zero
    /// stays one of the same sign. Other texts, such as `NaN`, stay as they are.
    static func append(_ value: UnsafeRawBufferPointer, factor: Double, to line: inout [UInt8]) {
        var (number, decimals, isNegative) = (Int64(0), 0, false)
        var hasPoint = false
        for (index, byte) in value.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where index == 0: isNegative = true
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9") where number < 1 << 50:
                number = number * 10 + Int64(byte - UInt8(ascii: "0"))
                if hasPoint { decimals += 1 }
            default: return CSVField.append(value, to: &line)
            }
        }
        let changed = number == 0 ? 0 : max(1, Int64((Double(number) * factor).rounded()))
        var digits = String(changed)
        if decimals > 0 {
            digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
        }
        line.append(contentsOf: ((isNegative && changed != 0 ? "-" : "") + digits).utf8)
    }
}
