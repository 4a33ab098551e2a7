import TerminalUI

/// A frame as text for a terminal that is not under the screen's control, or for a file.
enum FrameText {
    /// Returns the rows, each with the sequences that set its colours if they are wanted.
    static func render(_ frame: Frame, hasColor: Bool) -> String {
        guard hasColor else { return frame.text + "\n" }
        var text = ""
        for y in 0..<frame.size.height {
            var style = Style.plain
            var cells = frame.row(y)
            while let last = cells.last, last.text == " ", last.style == .plain { cells.removeLast() }
            for cell in cells where cell.width > 0 {
                if cell.style != style { text += sequence(cell.style) }
                style = cell.style
                text += cell.text
            }
            text += style == .plain ? "\n" : "\u{1B}[0m\n"
        }
        return text
    }

    /// Source: ECMA-48, 8.3.117, and xterm's 256 colours.
    private static func sequence(_ style: Style) -> String {
        var codes = ["0"]
        let attributes: [(Style.Attributes, String)] = [
            (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
        ]
        codes += attributes.filter { style.attributes.contains($0.0) }.map(\.1)
        codes += color(style.foreground, 38) + color(style.background, 48)
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    private static func color(_ color: Color, _ code: Int) -> [String] {
        switch color {
        case .standard: []
        case .indexed(let index): ["\(code)", "5", "\(index)"]
        case .rgb(let red, let green, let blue): ["\(code)", "2", "\(red)", "\(green)", "\(blue)"]
        }
    }
}
