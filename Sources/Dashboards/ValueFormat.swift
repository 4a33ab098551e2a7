import FoundationEssentials

/// Prints values with the units of Grafana. Source: its documentation, Standard options, Unit.
package struct ValueFormat: Sendable {
    private let unit: String
    private let decimals: Int?

    package init(unit: String, decimals: Int? = nil) {
        self.unit = unit
        self.decimals = decimals
    }

    package init(_ panel: Panel) { self.init(unit: panel.unit, decimals: panel.decimals) }

    package func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        switch unit {
        case "percent": return number(value) + "%"
        case "percentunit": return number(value * 100) + "%"
        case "bytes", "kbytes", "mbytes", "gbytes": return scaled(value * binaryFactor, 1024, Self.binaryUnits)
        case "bits": return scaled(value, 1024, ["b", "Kib", "Mib", "Gib", "Tib"])
        case "decbytes", "deckbytes", "decmbytes", "decgbytes": return scaled(value * decimalFactor, 1000, Self.bytes)
        case "decbits": return scaled(value, 1000, ["b", "kb", "Mb", "Gb", "Tb"])
        case "Bps", "binBps": return scaled(value, unit == "Bps" ? 1000 : 1024, Self.bytes) + "/s"
        case "bps": return scaled(value, 1000, ["b/s", "kb/s", "Mb/s", "Gb/s", "Tb/s"])
        case "s": return duration(value)
        case "ms": return duration(value / 1e3)
        case "µs": return duration(value / 1e6)
        case "ns": return duration(value / 1e9)
        case "m": return duration(value * 60)
        case "h": return duration(value * 3600)
        case "d": return duration(value * 86_400)
        case "dtdurations", "dthms", "dtdhms", "clocks": return duration(value)
        case "hertz", "rotHz": return scaled(value, 1000, [" Hz", " kHz", " MHz", " GHz"])
        case "celsius": return number(value) + " °C"
        case "dateTimeAsIso", "dateTimeAsUS", "dateTimeFromNow": return Self.date(value / 1000)
        case "bool": return value == 0 ? "false" : "true"
        case "bool_yes_no": return value == 0 ? "no" : "yes"
        case "bool_on_off": return value == 0 ? "off" : "on"
        case "none", "": return unit.isEmpty ? short(value) : number(value)
        default: return short(value) + (Self.suffixes[unit].map { " \($0)" } ?? "")
        }
    }

    private static let binaryUnits = [" B", " KiB", " MiB", " GiB", " TiB", " PiB"]
    private static let bytes = [" B", " kB", " MB", " GB", " TB", " PB"]
    private static let suffixes = [
        "reqps": "req/s", "ops": "ops/s", "rps": "reads/s", "wps": "writes/s", "iops": "io/s", "cps": "/s",
        "opm": "ops/min",
        "rpm": "/min", "wpm": "/min", "cpm": "/min", "pps": "p/s", "volt": "V", "amp": "A", "watt": "W",
        "rotrpm": "rpm",
        "eps": "events/s", "mps": "msgs/s",
    ]

    private var binaryFactor: Double {
        switch unit {
        case "kbytes": 1024
        case "mbytes": 1_048_576
        case "gbytes": 1_073_741_824
        default: 1
        }
    }

    private var decimalFactor: Double {
        switch unit {
        case "deckbytes": 1e3
        case "decmbytes": 1e6
        case "decgbytes": 1e9
        default: 1
        }
    }

    private func short(_ value: Double) -> String { scaled(value, 1000, ["", " K", " Mil", " Bil", " Tri"]) }

    private func scaled(_ value: Double, _ base: Double, _ units: [String]) -> String {
        var (value, index) = (value, 0)
        while abs(value) >= base, index < units.count - 1 { (value, index) = (value / base, index + 1) }
        return number(value) + units[index]
    }

    private func duration(_ seconds: Double) -> String {
        let size = abs(seconds)
        if size == 0 { return "0 s" }
        if size < 1e-6 { return number(seconds * 1e9) + " ns" }
        if size < 1e-3 { return number(seconds * 1e6) + " µs" }
        if size < 1 { return number(seconds * 1e3) + " ms" }
        if size < 60 { return number(seconds) + " s" }
        if size < 3600 { return number(seconds / 60) + " min" }
        if size < 86_400 { return number(seconds / 3600) + " hour" }
        if size < 31_536_000 { return number(seconds / 86_400) + " day" }
        return number(seconds / 31_536_000) + " year"
    }

    /// Three significant digits, unless the panel says how many decimals.
    private func number(_ value: Double) -> String {
        let places = decimals ?? Self.places(value)
        let factor = (0..<places).reduce(1.0) { result, _ in result * 10 }
        let rounded = (abs(value) * factor).rounded()
        guard rounded < 9e15 else { return "\(value)" }
        let sign = value < 0 && rounded > 0 ? "-" : ""
        let digits = String(UInt64(rounded))
        guard places > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var text = padded.dropLast(places) + "." + padded.suffix(places)
        if decimals == nil {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return sign + text
    }

    private static func places(_ value: Double) -> Int {
        let size = abs(value)
        if size >= 100 || size == 0 { return 0 }
        if size >= 10 { return 1 }
        if size >= 1 { return 2 }
        if size >= 0.1 { return 3 }
        return size >= 0.001 ? 5 : 7
    }

    private static func date(_ seconds: Double) -> String {
        guard abs(seconds) < 1e11 else { return "" }
        return Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
