import ControlAPI
import LogAnalysis

@testable import TerminalUI

/// A state of the logs pane that has a golden screen.
enum LogScene: String, CaseIterable, Sendable {
    case searching = "logs-searching"
    case found = "logs-found"
    case filtering = "logs-filtering"
    case filtered = "logs-filtered"
    case brokenFilter = "logs-broken-filter"
    case skipped = "logs-skipped"
    case selected = "logs-selected"
    case marked = "logs-marked"
    case line = "logs-line"
    case services = "logs-services"
    case wide = "logs-wide"
    case plain = "logs-plain"

    func model(_ size: Size) -> AppModel {
        let appearance = AppModel.Appearance(
            theme: self == .plain ? .monochrome : .standard,
            glyphs: self == .plain ? .ascii : .unicode
        )
        var model = AppModel(appearance: appearance, size: size, now: Fixtures.now)
        let isWide = self == .wide
        model.show(
            isWide ? Fixtures.wideServices : Fixtures.healthyServices,
            Fixtures.lines(0..<100) + (isWide ? Fixtures.wideLogs : Fixtures.logs)
        )
        model.focus = .logs
        switch self {
        case .searching:
            model.type("/rea")
        case .found, .plain:
            model.type("/e")
            model.press(KeyPress(.enter), .character("N"), .character("N"))
            _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(100..<1337), skipped: 0))
        case .filtering:
            model.type("fslow level:warn .status>=500 -C2")
        case .filtered:
            model.type("fslow level:warn .status>=500 -C1")
            model.press(KeyPress(.enter))
            var context = Fixtures.logs[6]
            context.isContext = true
            let lines = [context, Fixtures.logs[7]]
            _ = update(&model, .logs(generation: model.logs.generation, lines: lines, skipped: 0))
        case .brokenFilter:
            model.type("fslow (query")
        case .skipped:
            _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(12_100..<12_105), skipped: 12_000))
        case .selected:
            model.press(KeyPress(.up), .character("v"), KeyPress(.up), KeyPress(.up))
        case .marked:
            model.press(KeyPress(.up), KeyPress(.up), .character("m"), KeyPress(.up), .character("z"))
        case .line:
            model.press(KeyPress(.enter))
        case .services:
            model.press(.character("c"), KeyPress(.down), .character(" "), KeyPress(.down))
            _ = update(&model, .logs(generation: model.logs.generation, lines: Fixtures.logs, skipped: 0))
        case .wide:
            model.type("/決算|e\u{301}")
            model.press(KeyPress(.enter), .character("v"), KeyPress(.up))
        }
        return model
    }
}
