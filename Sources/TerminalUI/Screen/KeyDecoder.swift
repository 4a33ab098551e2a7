/// Decodes a terminal's input bytes into key presses and mouse events.
///
/// The decoder has no clock. A pause distinguishes a lone escape character from the start of a sequence, and the caller
/// measures it: ``isPending`` reports an open sequence, ``flush()`` tells the decoder that the pause has passed.
///
/// It understands UTF-8, control characters, xterm's keys in both cursor modes (CSI and SS3) with modifiers, the
/// variants of the Linux console and rxvt, the mouse in SGR form (1006), bracketed paste (2004), and the reports of
/// ``TerminalReport``. It swallows other reports, even if they arrive in pieces: none of their bytes may count as a
/// key.
package struct KeyDecoder: Sendable {
    private enum State {
        case ground
        case escape
        /// After ESC O.
        case ss3
        /// After ESC [, with the bytes so far.
        case csi([UInt8])
        /// The legacy mouse encoding, with the number of bytes left to skip.
        case oldMouse(Int)
        case utf8([UInt8], length: Int)
        /// In a control string after ESC and this byte. `pauses` counts the pauses since the last byte.
        case string(introducer: UInt8, [UInt8], pauses: Int)
        /// Between CSI 200 ~ and CSI 201 ~.
        case paste(PastedText, pauses: Int)
    }

    /// Longer sequences are discarded.
    private static let maximumLength = 64
    /// Longer control strings are discarded.
    private static let maximumString = 4096
    /// The number of pauses after which an unterminated string or paste ends.
    private static let maximumPauses = 30
    private var state = State.ground

    package init() {}

    /// Whether a pause after the last bytes would be significant.
    package var isPending: Bool {
        if case .ground = state { false } else { true }
    }

    /// Whether the last bytes are inside a control string.
    var isInString: Bool {
        if case .string(_, let bytes, _) = state { !bytes.isEmpty } else { false }
    }

    /// Decodes bytes and returns the events that they complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [ScreenEvent] {
        var events: [ScreenEvent] = []
        for byte in bytes { feed(byte, &events) }
        return events
    }

    /// Ends the pending sequence after a pause in the input.
    package mutating func flush() -> [ScreenEvent] {
        let pending = state
        state = .ground
        switch pending {
        case .escape: return [.key(KeyPress(.escape))]
        case .ss3: return [.key(KeyPress(.character("O"), .alt))]
        case .csi(let bytes) where bytes.isEmpty: return [.key(KeyPress(.character("["), .alt))]
        case .string(let introducer, let bytes, _) where bytes.isEmpty:
            return [.key(KeyPress(.character(Character(Unicode.Scalar(introducer))), .alt))]
        case .string(let introducer, let bytes, let pauses) where pauses < Self.maximumPauses:
            // A report interrupted in transit: the rest will follow and must not be decoded as keys.
            state = .string(introducer: introducer, bytes, pauses: pauses + 1)
        case .paste(let text, let pauses) where pauses < Self.maximumPauses:
            state = .paste(text, pauses: pauses + 1)
        case .paste(let text, _):
            return text.events
        case .ground, .csi, .oldMouse, .utf8, .string: break
        }
        return []
    }

    private mutating func feed(_ byte: UInt8, _ events: inout [ScreenEvent]) {
        switch state {
        case .ground:
            ground(byte, modifiers: [], &events)
        case .escape:
            switch byte {
            case UInt8(ascii: "["): state = .csi([])
            case UInt8(ascii: "O"): state = .ss3
            // OSC, DCS, SOS, PM, APC
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
                state = .string(introducer: byte, [], pauses: 0)
            case 0x1B: events.append(.key(KeyPress(.escape)))
            default:
                state = .ground
                ground(byte, modifiers: .alt, &events)
            }
        case .ss3:
            state = .ground
            if let key = ControlKeys.letter(byte) { events.append(.key(KeyPress(key))) }
        case .csi(let bytes):
            csi(bytes, byte, &events)
        case .oldMouse(let rest):
            state = rest > 1 ? .oldMouse(rest - 1) : .ground
        case .utf8(let bytes, let length):
            utf8(bytes, length, byte, &events)
        case .string(let introducer, let bytes, _):
            string(introducer, bytes, byte, &events)
        case .paste(var text, _):
            // Clears the state first, so that the text is not copied.
            state = .ground
            if text.take(byte) {
                events += text.events
            } else {
                state = .paste(text, pauses: 0)
            }
        }
    }

    private mutating func csi(_ before: [UInt8], _ byte: UInt8, _ events: inout [ScreenEvent]) {
        switch byte {
        case UInt8(ascii: "M") where before.isEmpty:
            state = .oldMouse(3)
        case UInt8(ascii: "[") where before.isEmpty, 0x20...0x3F:
            state = before.count >= Self.maximumLength ? .ground : .csi(before + [byte])
        case UInt8(ascii: "~") where before == Array("200".utf8):
            state = .paste(PastedText(), pauses: 0)
        case 0x40...0x7E:
            state = .ground
            if let event = ControlKeys.event(parameters: before, final: byte) { events.append(event) }
        case 0x1B:
            state = .escape
        default:
            state = .ground
        }
    }

    private mutating func utf8(_ before: [UInt8], _ length: Int, _ byte: UInt8, _ events: inout [ScreenEvent]) {
        guard byte & 0xC0 == 0x80 else {
            state = .ground
            return ground(byte, modifiers: [], &events)
        }
        let bytes = before + [byte]
        if bytes.count < length {
            state = .utf8(bytes, length: length)
        } else {
            state = .ground
            let text = String(decoding: bytes, as: UTF8.self)
            if let character = text.first, text.count == 1, character != "\u{FFFD}" {
                events.append(.key(.character(character)))
            }
        }
    }

    /// Ends at BEL and ST. ESC starts a new sequence; of ST that leaves only the backslash. Return and Ctrl-C end the
    /// string too, so that the user can escape from an unterminated one.
    private mutating func string(
        _ introducer: UInt8,
        _ before: [UInt8],
        _ byte: UInt8,
        _ events: inout [ScreenEvent]
    ) {
        let last = before.last
        if last == 0x1B, byte != UInt8(ascii: "\\") {
            state = .escape
            return feed(byte, &events)
        }
        switch byte {
        case _ where byte == 0x07 || last == 0x1B:
            state = .ground
            let text = last == 0x1B ? before.dropLast() : before[...]
            if introducer == UInt8(ascii: "]"), let report = TerminalReport.string(Array(text)) {
                events.append(.reported(report))
            }
        case 0x03, 0x0D, 0x18, 0x1A:
            state = .ground
        default:
            let isTooLong = before.count >= Self.maximumString
            state = isTooLong ? .ground : .string(introducer: introducer, before + [byte], pauses: 0)
        }
    }

    private mutating func ground(_ byte: UInt8, modifiers: KeyPress.Modifiers, _ events: inout [ScreenEvent]) {
        switch byte {
        case 0x1B: state = .escape
        case 0x0D, 0x0A: events.append(.key(KeyPress(.enter, modifiers)))
        case 0x09: events.append(.key(KeyPress(.tab, modifiers)))
        case 0x08, 0x7F: events.append(.key(KeyPress(.backspace, modifiers)))
        case 0x00: events.append(.key(KeyPress(.character(" "), modifiers.union(.control))))
        case 0x01...0x1F:
            // Ctrl-A to Ctrl-Z, then Ctrl-\ Ctrl-] Ctrl-^ Ctrl-_
            let base = byte <= 0x1A ? byte + 0x60 : byte + 0x40
            let character = Character(Unicode.Scalar(base))
            events.append(.key(KeyPress(.character(character), modifiers.union(.control))))
        case 0x20..<0x7F:
            events.append(.key(KeyPress(.character(Character(Unicode.Scalar(byte))), modifiers)))
        case 0xC2...0xDF: state = .utf8([byte], length: 2)
        case 0xE0...0xEF: state = .utf8([byte], length: 3)
        case 0xF0...0xF4: state = .utf8([byte], length: 4)
        default: break
        }
    }
}
