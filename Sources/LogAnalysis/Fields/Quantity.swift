/// A number, or a duration such as `300ms`, `1.5s` or `1h30m`.
struct Quantity: Sendable, Equatable {
    /// The number, or the duration in seconds.
    var size: Double
    var isDuration: Bool

    /// Returns nil unless all bytes together are a number or a duration.
    init?(_ bytes: Bytes) {
        guard let first = bytes.first, bytes.count <= 40 else { return nil }
        guard first.isDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || first == UInt8(ascii: "+")
        else { return nil }
        if let last = bytes.last, last.isDigit || last == UInt8(ascii: ".") {
            guard let number = Self.number(bytes) else { return nil }
            (size, isDuration) = (number, false)
            return
        }
        var seconds = 0.0
        var place = 0
        while place < bytes.count {
            let start = place
            while place < bytes.count, bytes[place].isDigit || bytes[place] == UInt8(ascii: ".") || place == 0 {
                place += 1
            }
            guard place > start, let number = Self.number(bytes.part(start..<place)) else { return nil }
            let unit = place
            while place < bytes.count, bytes[place].isLetter || bytes[place] >= 0x80 { place += 1 }
            guard let factor = Self.unit(bytes.part(unit..<place)) else { return nil }
            seconds += (seconds < 0 ? -number : number) * factor
        }
        (size, isDuration) = (seconds, true)
    }

    private static func number(_ bytes: Bytes) -> Double? {
        // Fast path: most numbers are whole.
        if bytes.count <= 15 {
            var value = 0
            var isWhole = true
            for byte in bytes {
                guard byte.isDigit else {
                    isWhole = false
                    break
                }
                value = value * 10 + Int(byte - 0x30)
            }
            if isWhole { return bytes.isEmpty ? nil : Double(value) }
        }
        // Rejects "0x1f" and "nan", which `Double` accepts.
        for byte in bytes where byte.isLetter && byte | 0x20 != UInt8(ascii: "e") { return nil }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    private static func unit(_ unit: Bytes) -> Double? {
        switch unit.count {
        case 1:
            switch unit[0] {
            case UInt8(ascii: "s"): return 1
            case UInt8(ascii: "m"): return 60
            case UInt8(ascii: "h"): return 3600
            case UInt8(ascii: "d"): return 86400
            default: return nil
            }
        case 2: return unit.has("ms", at: 0) ? 1e-3 : unit.has("us", at: 0) ? 1e-6 : unit.has("ns", at: 0) ? 1e-9 : nil
        // Micro sign and Greek mu
        case 3: return unit.has("min", at: 0) ? 60 : unit.has("µs", at: 0) || unit.has("μs", at: 0) ? 1e-6 : nil
        default: return nil
        }
    }
}
