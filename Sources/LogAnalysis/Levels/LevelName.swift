/// The names of levels in various log formats.
enum LevelName {
    /// The level of a case-insensitive name such as `warning` or `CRIT`; nil if unknown.
    static func level(_ name: Bytes) -> LogLevel? {
        guard (3...11).contains(name.count) else { return nil }
        var packed: UInt64 = 0
        for index in 0..<min(8, name.count) {
            guard name[index].isLetter else { return nil }
            packed = packed << 8 | UInt64(name[index] | 0x20)
        }
        for entry in table where entry.packed == packed && entry.count == name.count { return entry.level }
        return nil
    }

    /// The level of a level field's value: a name, possibly within brackets or colours, or a pino or bunyan number (10 to 60).
    static func level(ofValue value: Bytes) -> LogLevel? {
        if let level = level(value) { return level }
        guard let first = value.first else { return nil }
        if first.isDigit {
            guard value.count == 2, value[1].isDigit else { return nil }
            return level(ofNumber: Int(first - 0x30) * 10 + Int(value[1] - 0x30))
        }
        if value.count == 1 { return level(ofLetter: first) }
        // "[ERROR]", "\u001b[31merror\u001b[39m", "error " …
        var start = value.skippingBlanks(from: 0)
        while start < value.count, !value[start].isLetter || start > 0 && value[start - 1] == UInt8(ascii: "\\") {
            // A colour escaped in JSON: \u001b[31m
            if value.has("\\u001b[", at: start) {
                start += 7
                while start < value.count, value[start] != UInt8(ascii: "m") { start += 1 }
            }
            start += 1
        }
        var end = start
        while end < value.count, value[end].isLetter { end += 1 }
        return start > 0 || end < value.count ? level(value.part(min(start, end)..<end)) : nil
    }

    /// The level of a pino or bunyan number. Numbers between two levels round down.
    static func level(ofNumber number: Int) -> LogLevel? {
        switch number {
        case 10..<20: .trace
        case 20..<30: .debug
        case 30..<40: .info
        case 40..<50: .warn
        case 50..<60: .error
        case 60...: .fatal
        default: nil
        }
    }

    /// The level of an initial letter, as in glog and Android.
    static func level(ofLetter letter: UInt8) -> LogLevel? {
        switch letter {
        case UInt8(ascii: "T"), UInt8(ascii: "V"): .trace
        case UInt8(ascii: "D"): .debug
        case UInt8(ascii: "I"), UInt8(ascii: "N"): .info
        case UInt8(ascii: "W"): .warn
        case UInt8(ascii: "E"): .error
        case UInt8(ascii: "F"), UInt8(ascii: "C"): .fatal
        default: nil
        }
    }

    /// The level of a syslog severity, 0 to 7 (RFC 5424, 6.2.1).
    static func level(ofSeverity severity: UInt8) -> LogLevel {
        switch severity {
        case 0...2: .fatal
        case 3: .error
        case 4: .warn
        case 5, 6: .info
        default: .debug
        }
    }

    private static let table: [(packed: UInt64, count: Int, level: LogLevel)] = {
        let names: [(LogLevel, [String])] = [
            (.info, ["info", "information", "notice", "note", "inf"]),
            (.error, ["error", "err", "severe", "fail", "failure", "eror", "erro"]),
            (.warn, ["warn", "warning", "wrn"]),
            (.debug, ["debug", "dbg", "dbug", "debu"]),
            (.trace, ["trace", "trc", "trce", "trac", "verbose", "finest"]),
            (
                .fatal,
                [
                    "fatal", "critical", "crit", "panic", "dpanic", "emerg", "emergency", "alert", "ftl", "fata",
                    "pani",
                ]
            ),
        ]
        return names.flatMap { level, names in
            names.map { name in (name.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, name.utf8.count, level) }
        }
    }()
}
