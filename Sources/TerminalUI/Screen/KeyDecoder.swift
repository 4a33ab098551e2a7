/// Makes key presses and mouse events of the bytes that a terminal sends.
///
/// Pure: it has no clock. An escape character that stands alone is told from the beginning of a sequence by the
/// pause after it, which the caller measures: ``isPending`` says that one is open, ``flush()`` that the pause is over.
///
/// Understood are UTF-8, the control characters, the keys of xterm in both cursor modes (CSI and SS3) with their
/// modifiers, the forms of the Linux console and rxvt, the mouse in its SGR form (1006), bracketed paste (2004), and
/// the answers of ``TerminalReport``. Other answers are swallowed, also where they come in pieces: not a byte of one may
/// count as a key.
package struct KeyDecoder: Sendable {
    private enum State {
        case ground
        case escape
        /// After ESC O.
        case ss3
        /// After ESC [: the bytes so far.
        case csi([UInt8])
        /// The old form of the mouse: so many bytes to leave out.
        case oldMouse(Int)
        case utf8([UInt8], length: Int)
        /// After ESC and this byte: a control string up to its end. `pauses` is how often nothing came for a while.
        case string(introducer: UInt8, [UInt8], pauses: Int)
        /// After CSI 200 ~, up to CSI 201 ~.
        case paste(PastedText, pauses: Int)
    }

    /// A sequence of more bytes than this is none.
    private static let maximumLength = 64
    /// A control string of more bytes than this is none.
    private static let maximumString = 4096
    /// After so many pauses a string or a paste is over, though nothing said so.
    private static let maximumPauses = 30
    private var state = State.ground

    /// A decoder at the beginning of its input.
    package init() {}

    /// Whether a pause after the last bytes would mean something.
    package var isPending: Bool {
        if case .ground = state { false } else { true }
    }

    /// Whether the last bytes are within a control string.
    var isInString: Bool {
        if case .string(_, let bytes, _) = state { !bytes.isEmpty } else { false }
    }

    /// Takes bytes in, and answers what they complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [ScreenEvent] {
        var events: [ScreenEvent] = []
        for byte in bytes { feed(byte, &events) }
        return events
    }

    /// Ends what is pending: nothing came for a while.
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
            // An answer that was interrupted on its way: the rest is to come, and must not be taken for keys.
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
            // Taken out first, so that it is not copied.
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

    /// Ends at BEL and at ST. ESC begins something anew, of which ST leaves nothing but its backslash; so do Return and
    /// Ctrl-C, so that a user gets out of a string that never ends.
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
