/// The meaning of the control sequences that terminals send for keys and the mouse.
enum ControlKeys {
    /// The key for the final letter of `CSI … letter` or `ESC O letter`.
    static func letter(_ byte: UInt8) -> KeyPress.Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "M"): .enter
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "R"): .function(3)
        case UInt8(ascii: "S"): .function(4)
        default: nil
        }
    }

    /// The key for the number in `CSI number ~`.
    private static func tilde(_ number: Int) -> KeyPress.Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23, 24: .function(number - 12)
        default: nil
        }
    }

    /// The event for a complete `CSI parameters final`.
    static func event(parameters: [UInt8], final: UInt8) -> ScreenEvent? {
        if parameters.first == UInt8(ascii: "<") {
            return mouse(numbers(parameters.dropFirst()), isRelease: final == UInt8(ascii: "m"))
        }
        if let first = parameters.first, (UInt8(ascii: "=")...UInt8(ascii: "?")).contains(first) {
            // Private sequences are reports, never keys.
            guard first == UInt8(ascii: "?"), final == UInt8(ascii: "y") else { return nil }
            return TerminalReport.mode(parameters: parameters.dropFirst()).map { .reported($0) }
        }
        if parameters.first == UInt8(ascii: "[") {
            // The Linux console's F1 to F5: CSI [ A to CSI [ E
            guard (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(final) else { return nil }
            return .key(KeyPress(.function(Int(final - UInt8(ascii: "A")) + 1)))
        }
        let values = numbers(parameters[...])
        let modifiers = values.count > 1 ? Self.modifiers(values[1]) : []
        switch final {
        case UInt8(ascii: "~"):
            return values.first.flatMap(tilde).map { .key(KeyPress($0, modifiers)) }
        case UInt8(ascii: "Z"):
            return .key(KeyPress(.tab, .shift))
        default:
            return letter(final).map { .key(KeyPress($0, modifiers)) }
        }
    }

    private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int] {
        bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { field in
            Int(String(decoding: field, as: UTF8.self)) ?? 0
        }
    }

    /// xterm's encoding: 1 plus the sum of shift 1, alt 2 and control 4.
    private static func modifiers(_ value: Int) -> KeyPress.Modifiers {
        guard (2...16).contains(value) else { return [] }
        return KeyPress.Modifiers(rawValue: UInt8(value - 1) & 0x07)
    }

    /// `CSI < button ; column ; row M`, or `m` on release; columns and rows count from 1.
    private static func mouse(_ values: [Int], isRelease: Bool) -> ScreenEvent? {
        guard values.count == 3, (1...100_000).contains(values[1]), (1...100_000).contains(values[2]) else {
            return nil
        }
        let point = Point(x: values[1] - 1, y: values[2] - 1)
        // Ignores the modifiers: 4 shift, 8 alt, 16 control.
        switch values[0] & ~0x1C {
        case 0: return .mouse(MouseEvent(isRelease ? .release : .press, at: point))
        case 32: return .mouse(MouseEvent(.drag, at: point))
        case 64: return .mouse(MouseEvent(.wheelUp, at: point))
        case 65: return .mouse(MouseEvent(.wheelDown, at: point))
        default: return nil
        }
    }
}
