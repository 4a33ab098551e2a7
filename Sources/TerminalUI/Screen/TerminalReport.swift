/// A terminal's answer to a query.
package enum TerminalReport: Hashable, Sendable {
    /// Whether it supports synchronized output, DEC private mode 2026.
    case synchronizedOutput(Bool)
    /// Whether its background is dark or light.
    case background(Background)

    /// The brightness of the background.
    package enum Background: String, Hashable, Sendable, CaseIterable {
        /// Needs light text.
        case dark
        /// Needs dark text.
        case light
    }

    /// Parses the answer to DECRQM: `CSI ? mode ; state $ y`. States 1 (set) and 2 (reset) mean supported; 0 is
    /// unknown, 3 and 4 are permanent. Source: ctlseqs of xterm, and the specification of mode 2026.
    static func mode(parameters: ArraySlice<UInt8>) -> TerminalReport? {
        let fields = String(decoding: parameters, as: UTF8.self).split(separator: ";")
        guard fields.count == 2, fields[0] == "2026" else { return nil }
        return .synchronizedOutput(fields[1] == "1$" || fields[1] == "2$")
    }

    /// Parses the answer to OSC 11: `11;rgb:hhhh/hhhh/hhhh`, of one to four digits per component.
    static func string(_ bytes: [UInt8]) -> TerminalReport? {
        let text = String(decoding: bytes, as: UTF8.self)
        for prefix in ["11;rgb:", "11;rgba:"] where text.hasPrefix(prefix) {
            let parts = text.dropFirst(prefix.count).split(separator: "/").prefix(3).compactMap { digits -> Double? in
                guard (1...4).contains(digits.count), let value = Int(digits, radix: 16) else { return nil }
                return Double(value) / Double((1 << (4 * digits.count)) - 1)
            }
            guard parts.count == 3 else { return nil }
            // The perceived brightness. Source: ITU-R BT.601.
            return .background(parts[0] * 0.299 + parts[1] * 0.587 + parts[2] * 0.114 > 0.5 ? .light : .dark)
        }
        return nil
    }
}
