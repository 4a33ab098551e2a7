/// The characters used to draw the screen, besides text.
package struct Glyphs: Hashable, Sendable {
    struct Box: Hashable, Sendable {
        var topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical: String
    }

    var box: Box
    /// Precedes the selected row.
    var pointer: String
    var ellipsis: String
    /// Separates the parts of a line.
    var dot: String
    var dash: String
    var arrow: String
    var restart: String
    /// Marks a line that continues beyond the edge.
    var more: String
    var up, down, left, right: String
    var enter: String
    /// The done and remaining parts of a progress bar.
    var barDone, barLeft: String

    var healthy, starting, waiting, failed, unhealthy, stopped, unavailable, completed: String

    /// For terminals that show Unicode.
    package static let unicode = Glyphs(
        box: Box(
            topLeft: "╭",
            topRight: "╮",
            bottomLeft: "╰",
            bottomRight: "╯",
            horizontal: "─",
            vertical: "│"
        ),
        pointer: "▸",
        ellipsis: "…",
        dot: "·",
        dash: "–",
        arrow: "→",
        restart: "↻",
        more: "›",
        up: "↑",
        down: "↓",
        left: "←",
        right: "→",
        enter: "⏎",
        barDone: "━",
        barLeft: "─",
        healthy: "●",
        starting: "◐",
        waiting: "○",
        failed: "✗",
        unhealthy: "!",
        stopped: "–",
        unavailable: "?",
        completed: "✓"
    )

    /// For all other terminals.
    package static let ascii = Glyphs(
        box: Box(topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+", horizontal: "-", vertical: "|"),
        pointer: ">",
        ellipsis: "~",
        dot: "-",
        dash: "-",
        arrow: "->",
        restart: "r",
        more: ">",
        up: "up",
        down: "down",
        left: "left",
        right: "right",
        enter: "enter",
        barDone: "#",
        barLeft: ".",
        healthy: "*",
        starting: "~",
        waiting: ".",
        failed: "x",
        unhealthy: "!",
        stopped: "-",
        unavailable: "?",
        completed: "v"
    )
}
