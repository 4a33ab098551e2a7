/// Makes key presses and mouse events of the bytes that a terminal sends.
///
/// Pure: it has no clock. An escape character that stands alone is told from the beginning of a sequence by the
/// pause after it, which the caller measures: ``isPending`` says that one is open, ``flush()`` that the pause is over.
///
/// Understood are UTF-8, the control characters, the keys of xterm in both cursor modes (CSI and SS3) with their
/// modifiers, the forms of the Linux console and rxvt, and the mouse in its SGR form (1006).
public struct KeyDecoder: Sendable {
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
    }

    /// A sequence of more bytes than this is none.
    private static let maximumLength = 64
    private var state = State.ground

    /// A decoder at the beginning of its input.
    public init() {}

    /// Whether the last bytes are the beginning of something.
    public var isPending: Bool {
        if case .ground = state { false } else { true }
    }

    /// Takes bytes in, and answers what they complete.
    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [ScreenEvent] {
        var events: [ScreenEvent] = []
        for byte in bytes { feed(byte, &events) }
        return events
    }

    /// Ends what is pending: nothing came for a while.
    public mutating func flush() -> [ScreenEvent] {
        defer { state = .ground }
        switch state {
        case .escape: return [.key(KeyPress(.escape))]
        case .ss3: return [.key(KeyPress(.character("O"), .alt))]
        case .csi(let bytes) where bytes.isEmpty: return [.key(KeyPress(.character("["), .alt))]
        case .ground, .csi, .oldMouse, .utf8: return []
        }
    }

    private mutating func feed(_ byte: UInt8, _ events: inout [ScreenEvent]) {
        switch state {
        case .ground:
            ground(byte, modifiers: [], &events)
        case .escape:
            switch byte {
            case UInt8(ascii: "["): state = .csi([])
            case UInt8(ascii: "O"): state = .ss3
            case 0x1B: events.append(.key(KeyPress(.escape)))
            default:
                state = .ground
                ground(byte, modifiers: .alt, &events)
            }
        case .ss3:
            state = .ground
            if let key = ControlKeys.letter(byte) { events.append(.key(KeyPress(key))) }
        case .csi(var bytes):
            switch byte {
            case UInt8(ascii: "M") where bytes.isEmpty:
                state = .oldMouse(3)
            case UInt8(ascii: "[") where bytes.isEmpty, 0x20...0x3F:
                bytes.append(byte)
                state = bytes.count > Self.maximumLength ? .ground : .csi(bytes)
            case 0x40...0x7E:
                state = .ground
                if let event = ControlKeys.event(parameters: bytes, final: byte) { events.append(event) }
            case 0x1B:
                state = .escape
            default:
                state = .ground
            }
        case .oldMouse(let rest):
            state = rest > 1 ? .oldMouse(rest - 1) : .ground
        case .utf8(var bytes, let length):
            guard byte & 0xC0 == 0x80 else {
                state = .ground
                return ground(byte, modifiers: [], &events)
            }
            bytes.append(byte)
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
