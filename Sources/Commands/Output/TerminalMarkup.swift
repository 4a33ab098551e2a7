import LogAnalysis

/// The markup for cpadev's own colours, until ``Terminal`` writes the text.
///
/// It consists of Unicode noncharacters (U+FDD0 to U+FDEF, which are reserved for use inside a program), not of escape
/// sequences. Every escape sequence in a text is therefore foreign, and none of them reaches the terminal.
enum TerminalMarkup {
    private static let end = scalar(0)

    static func paint(_ text: String, _ style: Terminal.Style) -> String {
        var result = String.UnicodeScalarView()
        result.append(style.markup)
        // Foreign text must not end the colour or start another.
        result.append(contentsOf: text.unicodeScalars.filter { !isMarkup($0) })
        result.append(end)
        return String(result)
    }

    /// Renders the markup as escape sequences, or removes it without colour. Everything else is sanitized.
    static func render(_ text: String, hasColor: Bool) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }) { return text }
        var result = ""
        var plain = String.UnicodeScalarView()
        var isOpen = false
        func flush() {
            result += TerminalSanitizer.plain(String(plain))
            plain = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            guard isMarkup(scalar) else {
                plain.append(scalar)
                continue
            }
            flush()
            guard hasColor else { continue }
            if let style = Terminal.Style(markup: scalar) {
                result += style.sequence
                isOpen = true
            } else if isOpen {
                result += Terminal.Style.reset
                isOpen = false
            }
        }
        flush()
        return isOpen ? result + Terminal.Style.reset : result
    }

    /// Sanitizes text from another renderer, except for the given sequences.
    static func render(_ text: String, keeping sequences: [String]) -> String {
        guard text.utf8.contains(0x1B) else { return TerminalSanitizer.plain(text) }
        var result = ""
        for (index, part) in text.split(separator: "\u{1B}", omittingEmptySubsequences: false).enumerated() {
            guard index > 0 else {
                result += TerminalSanitizer.plain(String(part))
                continue
            }
            let rest = "\u{1B}" + part
            let kept = sequences.first { rest.hasPrefix($0) } ?? ""
            result += kept + TerminalSanitizer.plain(String(rest.dropFirst(kept.count)))
        }
        return result
    }

    /// The noncharacter with an index; index 0 ends a colour.
    fileprivate static func scalar(_ index: Int) -> Unicode.Scalar {
        Unicode.Scalar(0xFDD0 + UInt32(index)) ?? Unicode.Scalar(0)
    }

    private static func isMarkup(_ scalar: Unicode.Scalar) -> Bool { (0xFDD0...0xFDEF).contains(scalar.value) }
}

extension Terminal.Style {
    fileprivate static let reset = "\u{1B}[0m"
    fileprivate var sequence: String { "\u{1B}[\(rawValue)m" }

    fileprivate var markup: Unicode.Scalar {
        TerminalMarkup.scalar(1 + (Self.allCases.firstIndex(of: self) ?? 0))
    }

    fileprivate init?(markup: Unicode.Scalar) {
        let index = Int(markup.value) - 0xFDD1
        guard Self.allCases.indices.contains(index) else { return nil }
        self = Self.allCases[index]
    }
}
