import FoundationEssentials
import Testing

@testable import TerminalUI

/// Frames as readable text, kept in files: each row, and below it a row of letters for its styles, explained at the
/// end. `CPADEV_REWRITE_GOLDEN=1` rewrites the files; where `CI=true` that is forbidden.
enum GoldenScreen {
    static func check(_ frame: Frame, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let environment = ProcessInfo.processInfo.environment
        let file = directory + "/\(name).txt"
        let text = describe(frame)
        if environment["CPADEV_REWRITE_GOLDEN"] == "1" {
            if environment["CI"] == "true" {
                Issue.record("golden screens must not be rewritten in CI", sourceLocation: sourceLocation)
                return
            }
            try Data(text.utf8).write(to: URL(filePath: file))
            return
        }
        guard let golden = try? String(contentsOfFile: file, encoding: .utf8) else {
            Issue.record("no golden screen \(name): CPADEV_REWRITE_GOLDEN=1 writes it", sourceLocation: sourceLocation)
            return
        }
        if text != golden {
            let (want, have) = (golden.split(separator: "\n"), text.split(separator: "\n"))
            let place = zip(want, have).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            let line = place ?? min(want.count, have.count)
            Issue.record(
                """
                \(name) differs from line \(line + 1) on
                golden: \(line < want.count ? String(want[line]) : "(ends)")
                now:    \(line < have.count ? String(have[line]) : "(ends)")
                """,
                sourceLocation: sourceLocation
            )
        }
    }

    private static var directory: String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(2).joined(separator: "/") + "/Golden"
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
