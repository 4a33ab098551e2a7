/// An action of the dashboards' keys.
enum DashboardAction: Hashable, Sendable {
    case leave, back, help, repaint, suspend
    case next, previous
    case scroll(Movement.Step)
    case enlarge, nextPanel, previousPanel
    case zoomIn, zoomOut, earlier, later, now, refresh
    case cursor(samples: Int)
    case logs
}

/// A key of the dashboards. Footer and help are made of the table.
struct DashboardKey: Sendable {
    var keys: [KeyPress]
    var action: DashboardAction
    /// A phrase for the help.
    var description: String
    /// The keys and words of the footer; nil keeps it out of the footer.
    var footer: (keys: String, words: String)?

    private init(
        _ keys: String,
        _ action: DashboardAction,
        _ description: String,
        footer: (keys: String, words: String)? = nil
    ) {
        self.keys = keys.split(separator: " ").compactMap { KeyPress(name: String($0)) }
        self.action = action
        self.description = description
        self.footer = footer
    }

    static let all: [DashboardKey] = [
        .init("q ctrl-c", .leave, "leave", footer: ("q", "leave")),
        .init("esc", .back, "back: full size, cursor, then leave"),
        .init("?", .help, "these keys", footer: ("?", "keys")),
        .init("]", .next, "next dashboard", footer: ("[ ]", "dashboard")),
        .init("[", .previous, "previous dashboard"),
        .init("+", .zoomIn, "shorter range, around the cursor", footer: ("+ -", "range")),
        .init("-", .zoomOut, "longer range"),
        .init("left", .earlier, "half a range earlier", footer: ("left right", "time")),
        .init("right", .later, "half a range later"),
        .init(", shift-left", .cursor(samples: -1), "cursor to an earlier time", footer: (", .", "cursor")),
        .init(". shift-right", .cursor(samples: 1), "cursor to a later time"),
        .init("<", .cursor(samples: -10), "cursor ten samples back"),
        .init(">", .cursor(samples: 10), "cursor ten samples on"),
        .init("l", .logs, "logs of the cursor's time; M comes back", footer: ("l", "logs")),
        .init("0", .now, "now, in the dashboard's range", footer: ("0", "now")),
        .init("f enter", .enlarge, "one panel in full size, or all", footer: ("f", "enlarge")),
        .init("n tab", .nextPanel, "next panel in full size", footer: ("n p", "panels")),
        .init("p shift-tab", .previousPanel, "previous panel"),
        .init("r", .refresh, "ask again", footer: ("r", "refresh")),
        .init("down j", .scroll(.down), "a row down"),
        .init("up k", .scroll(.up), "a row up"),
        .init("pgdn space", .scroll(.pageDown), "a page down"),
        .init("pgup", .scroll(.pageUp), "a page up"),
        .init("home g", .scroll(.first), "the first row"),
        .init("end G", .scroll(.last), "the last row"),
        .init("ctrl-l", .repaint, "redraw the screen"),
        .init("ctrl-z", .suspend, "suspend; fg resumes"),
    ]

    static func action(of key: KeyPress) -> DashboardAction? { all.first { $0.keys.contains(key) }?.action }
}
