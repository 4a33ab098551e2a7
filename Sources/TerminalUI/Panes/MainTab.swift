/// A tab of the main pane.
struct MainTab: Hashable, Sendable {
    /// All tabs in their order. A new pane is a line here.
    static let allCases = [
        LogsPane.tab,
        StartupPane.tab,
        GraphPane.tab,
        EventsPane.tab,
        AlertsPane.tab,
    ]

    static let logs = LogsPane.tab

    let pane: any TabPane.Type

    var title: String { pane.title }

    /// Returns the tab a number of places further on, wrapping around.
    func moved(by places: Int) -> MainTab {
        let tabs = Self.allCases
        return tabs[((tabs.firstIndex(of: self) ?? 0) + places + tabs.count) % tabs.count]
    }

    static func == (one: MainTab, other: MainTab) -> Bool { one.pane == other.pane }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(pane)) }
}

extension MainTab: PaneAction {
    var name: String { "show-\(title.lowercased())" }

    /// Shows the tab and focuses it. A tab that is already shown switches back to the logs.
    func perform(on model: inout AppModel) -> [Effect] {
        if model.tab == self, model.focus == .logs {
            model.leaveTab()
        } else {
            model.tab = self
            model.focus = .logs
        }
        return []
    }
}

extension AppModel {
    /// Switches back to the logs tab and focuses the services.
    mutating func leaveTab() {
        tab = .logs
        if focus == .logs { focus = .services }
    }
}

/// A pane that is a tab of the main pane.
protocol TabPane: Pane {
    /// The title: also the name of its action in the configuration file.
    static var title: String { get }
    /// The key that shows it, with its description; nil if it has none.
    static var key: (name: String, description: String)? { get }
    /// Returns the text after the title.
    static func summary(_ model: AppModel) -> StyledLine
    /// Draws what is inside the edges; the bottom edge has room for what is hidden.
    static func draw(_ model: AppModel, in inside: Rect, edge: Rect, _ frame: inout Frame)
}

extension TabPane {
    static var tab: MainTab { MainTab(pane: Self.self) }

    /// Returns the title with the summary.
    static func heading(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        var heading = StyledLine(title, theme[.title])
        heading.append(" \(model.appearance.glyphs.dot) ", theme[.muted])
        heading.append(summary(model))
        return heading
    }

    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let look = model.appearance.look(isFocused: model.focus == .logs)
        let inside = frame.box(area, title: heading(model), look: look)
        draw(model, in: inside, edge: area, &frame)
    }
}

/// A tab that lists services.
protocol ServiceTab: TabPane, ListPane {}

extension ServiceTab {
    static var place: Place { .logs }
    static func isList(in model: AppModel) -> Bool { !rows(in: model).isEmpty }
    static func contexts(in model: AppModel) -> [KeyBinding.Context] { [.lists] }
    static func selected(in model: AppModel) -> String? { model.services.selected }

    static func select(_ row: String, in model: inout AppModel) {
        model.services.selected = row
        model.details.source = .services
    }
}
