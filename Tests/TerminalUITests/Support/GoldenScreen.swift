import TestSupport

@testable import TerminalUI

/// Frames as readable text, kept in golden files: each row, and below it a row of letters for its styles, explained at
/// the end.
enum GoldenScreen {
    private static let folder = GoldenFolder("Golden")

    static func check(_ frame: Frame, _ name: String) throws {
        try folder.check(describe(frame), "\(name).txt")
    }

    /// Checks that every golden screen is one of these.
    static func checkOrphans(besides names: [String]) throws {
        try folder.checkOrphans(besides: names.map { "\($0).txt" })
    }

    static func describe(_ frame: Frame) -> String {
        var letters: [Style: Character] = [:]
        var legend: [String] = []
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        var rows: [String] = ["\(frame.size.width)x\(frame.size.height)"]
        for y in 0..<frame.size.height {
            rows.append("= " + trimmed(frame.text(row: y)))
            let styles = frame.row(y).map { cell -> Character in
                if cell.style == .plain { return " " }
                if let letter = letters[cell.style] { return letter }
                let letter = alphabet[min(letters.count, alphabet.count - 1)]
                letters[cell.style] = letter
                legend.append("\(letter) \(describe(cell.style))")
                return letter
            }
            let line = trimmed(String(styles))
            if !line.isEmpty { rows.append("~ " + line) }
        }
        return (rows + ["styles"] + legend).map { trimmed($0) }.joined(separator: "\n") + "\n"
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private static func describe(_ style: Style) -> String {
        var words: [String] = []
        let attributes: [(Style.Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
            (.strikethrough, "struck"),
        ]
        for (attribute, word) in attributes where style.attributes.contains(attribute) { words.append(word) }
        if style.foreground != .standard { words.append(describe(style.foreground)) }
        if style.background != .standard { words.append("on " + describe(style.background)) }
        return words.joined(separator: " ")
    }

    private static func describe(_ color: Color) -> String {
        let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
        return switch color {
        case .standard: "standard"
        case .indexed(let index) where index < 8: names[Int(index)]
        case .indexed(let index) where index < 16: "bright " + names[Int(index) - 8]
        case .indexed(let index): "colour \(index)"
        case .rgb(let red, let green, let blue): "rgb(\(red),\(green),\(blue))"
        }
    }
}
