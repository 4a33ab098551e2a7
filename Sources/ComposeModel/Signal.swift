/// A Linux signal. Source: signal(7), for x86 and ARM; real-time signals are numbered as in glibc and Docker.
package struct Signal: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 31, or 34 to 64: glibc reserves 32 and 33.
    package let number: Int32

    /// SIGTERM, the default stop signal.
    package static let terminate = Signal(unchecked: 15)

    private init(unchecked number: Int32) { self.number = number }

    /// Returns nil for a number that is not a signal.
    package init?(number: Int32) {
        guard Self.names.indices.contains(Int(number) - 1) || Self.realTime.contains(number) else { return nil }
        self.init(unchecked: number)
    }

    /// Parses a signal such as `SIGTERM`, `term`, `15` or `SIGRTMIN+3`.
    package init?(_ text: String) {
        if let number = Int32(text) {
            self.init(number: number)
            return
        }
        let upper = text.uppercased()
        let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
        if let index = Self.names.firstIndex(of: name) {
            self.init(unchecked: Int32(index + 1))
        } else if let number = Self.aliases[name] ?? Self.realTimeNumber(name) {
            self.init(unchecked: number)
        } else {
            return nil
        }
    }

    /// The name with `SIG`, such as `SIGTERM` or `SIGRTMIN+3`.
    package var description: String {
        switch number {
        case Self.realTime.lowerBound: "SIGRTMIN"
        case Self.realTime.upperBound: "SIGRTMAX"
        case Self.realTime: "SIGRTMIN+\(number - Self.realTime.lowerBound)"
        default: "SIG" + Self.names[Int(number) - 1]
        }
    }

    /// The names of all but the real-time signals, with `SIG`, by number.
    package static let allNames = names.map { "SIG" + $0 }

    private static let names = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]
    private static let aliases: [String: Int32] = ["IOT": 6, "CLD": 17, "POLL": 29, "UNUSED": 31]
    private static let realTime: ClosedRange<Int32> = 34...64

    /// Parses `RTMIN`, `RTMIN+3`, `RTMAX-2` and `RTMAX`.
    private static func realTimeNumber(_ name: String) -> Int32? {
        let (base, sign): (Int32, Int32) =
            name.hasPrefix("RTMIN") ? (realTime.lowerBound, 1) : (realTime.upperBound, -1)
        guard name.hasPrefix("RTMIN") || name.hasPrefix("RTMAX") else { return nil }
        let rest = name.dropFirst(5)
        if rest.isEmpty { return base }
        guard rest.first == (sign > 0 ? "+" : "-"), let offset = UInt8(rest.dropFirst()) else { return nil }
        let number = base + sign * Int32(offset)
        return realTime.contains(number) ? number : nil
    }
}
