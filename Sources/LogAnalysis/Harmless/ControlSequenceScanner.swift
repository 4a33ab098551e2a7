/// Splits a text into ECMA-48 control sequences and other scalars, so that no sequence reaches the terminal.
///
/// Both forms are recognised: ESC with a second byte, and the single C1 control. An incomplete sequence extends to the end of
/// the text.
package struct ControlSequenceScanner: Sequence, IteratorProtocol {
    package enum Token: Equatable {
        /// A scalar outside any sequence. It may be a control character itself.
        case scalar(Unicode.Scalar)
        /// The parameters of a "select graphic rendition" (SGR) that ``TerminalSanitizer/isColour(_:)`` accepts.
        case rendition(String)
        /// Any other sequence.
        case sequence
    }

    private var scalars: String.UnicodeScalarView.Iterator
    private var pushedBack: Unicode.Scalar?

    package init(_ text: String) {
        scalars = text.unicodeScalars.makeIterator()
    }

    package mutating func next() -> Token? {
        guard let scalar = take() else { return nil }
        switch scalar.value {
        case 0x1B: return escape()
        case 0x9B: return controlSequence()
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: return controlString()
        default: return .scalar(scalar)
        }
    }

    private mutating func take() -> Unicode.Scalar? {
        if let scalar = pushedBack {
            pushedBack = nil
            return scalar
        }
        return scalars.next()
    }

    private mutating func escape() -> Token {
        guard let second = take() else { return .sequence }
        switch second {
        case "[": return controlSequence()
        // DCS, SOS, OSC, PM, APC: strings up to their terminator
        case "P", "X", "]", "^", "_": return controlString()
        case " "..."/":
            // nF: intermediates, then one final
            while let scalar = take() {
                if !(0x20...0x2F).contains(scalar.value) {
                    if scalar.value < 0x20 || scalar.value >= 0x7F { pushedBack = scalar }
                    break
                }
            }
            return .sequence
        case "0"..."~": return .sequence
        default:
            pushedBack = second
            return .sequence
        }
    }

    /// Parameters 0x30–0x3F, intermediates 0x20–0x2F, one final 0x40–0x7E.
    private mutating func controlSequence() -> Token {
        var parameters = ""
        var isPlain = true
        while let scalar = take() {
            switch scalar.value {
            case 0x30...0x3B: parameters.unicodeScalars.append(scalar)
            case 0x20...0x2F, 0x3C...0x3F: isPlain = false
            case 0x40...0x7E:
                return scalar == "m" && isPlain && TerminalSanitizer.isColour(parameters)
                    ? .rendition(parameters) : .sequence
            default:
                pushedBack = scalar
                return .sequence
            }
        }
        return .sequence
    }

    /// Skips to ST (ESC \ or U+009C), or BEL, which xterm accepts too.
    private mutating func controlString() -> Token {
        while let scalar = take() {
            switch scalar.value {
            case 0x07, 0x9C: return .sequence
            case 0x1B:
                guard let second = take() else { return .sequence }
                if second != "\\" {
                    pushedBack = second
                    return escape()
                }
                return .sequence
            default: continue
            }
        }
        return .sequence
    }
}
