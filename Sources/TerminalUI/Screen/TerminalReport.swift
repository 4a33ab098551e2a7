/// What a terminal answered to a question of the screen.
package enum TerminalReport: Hashable, Sendable {
    /// Whether it can take a frame as a whole: DEC's private mode 2026.
    case synchronizedOutput(Bool)
    /// What its background is like.
    case background(Background)

    /// Whether text has to be dark or light.
    package enum Background: String, Hashable, Sendable, CaseIterable {
        /// Light text is read well.
        case dark
        /// Dark text is read well.
        case light
    }

    /// The answer to DECRQM: `CSI ? mode ; state $ y`. Source: ctlseqs of xterm, and the note on mode 2026 by its
    /// authors: 1 is set, 2 reset; 0 not known, 3 and 4 cannot be changed.
    static func mode(parameters: ArraySlice<UInt8>) -> TerminalReport? {
        let fields = String(decoding: parameters, as: UTF8.self).split(separator: ";")
        guard fields.count == 2, fields[0] == "2026" else { return nil }
        return .synchronizedOutput(fields[1] == "1$" || fields[1] == "2$")
    }

    /// The answer to OSC 11: `11;rgb:hhhh/hhhh/hhhh`, of one to four digits each.
    static func string(_ bytes: [UInt8]) -> TerminalReport? {
        let text = String(decoding: bytes, as: UTF8.self)
        for prefix in ["11;rgb:", "11;rgba:"] where text.hasPrefix(prefix) {
            let parts = text.dropFirst(prefix.count).split(separator: "/").prefix(3).compactMap { digits -> Double? in
                guard (1...4).contains(digits.count), let value = Int(digits, radix: 16) else { return nil }
                return Double(value) / Double((1 << (4 * digits.count)) - 1)
            }
            guard parts.count == 3 else { return nil }
            // How bright the eye finds it. Source: ITU-R BT.601.
            return .background(parts[0] * 0.299 + parts[1] * 0.587 + parts[2] * 0.114 > 0.5 ? .light : .dark)
        }
        return nil
    }
}
