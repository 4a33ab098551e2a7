import ControlAPI

@testable import TerminalUI

/// A state of the application that has a golden screen.
enum Scene: String, CaseIterable, Sendable {
    case starting
    case healthy
    case troubled
    case help
    case quit
    case logs
    case wide
    case plain
    case reconnecting

    func model(_ size: Size) -> AppModel {
        let appearance = AppModel.Appearance(
            theme: self == .plain ? .monochrome : .standard,
            glyphs: self == .plain ? .ascii : .unicode
        )
        var model = AppModel(appearance: appearance, size: size, now: Fixtures.now)
        switch self {
        case .starting:
            model.show(Fixtures.startingServices, Fixtures.logs)
        case .healthy:
            model.show(Fixtures.healthyServices, Fixtures.logs)
            _ = update(&model, .stack(.metrics(Fixtures.metrics)))
            let profile = StartupProfile(
                entries: [],
                totalMs: 4213,
                criticalPath: ["postgres", "temporal", "backend", "frontend"],
                criticalPathMs: 4100
            )
            _ = update(&model, .stack(.event(.init(sequence: 8, at: Fixtures.now, payload: .started(profile)))))
        case .troubled:
            model.show(Fixtures.troubledServices, Fixtures.logs)
            model.services.selected = "typesense"
        case .help:
            model.show(Fixtures.healthyServices, Fixtures.logs)
            model.press(.character("?"))
        case .quit:
            model.show(Fixtures.healthyServices, Fixtures.logs)
            model.press(.character("q"), KeyPress(.down))
        case .logs:
            model.show(Fixtures.healthyServices, Fixtures.lines(0..<200) + Fixtures.logs)
            model.press(KeyPress(.tab), .character("z"), KeyPress(.up))
            _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(200..<237), skipped: 0))
        case .wide:
            model.show(Fixtures.wideServices, Fixtures.wideLogs)
            model.services.selected = "決算書🧾"
            model.press(KeyPress(.tab), .character("w"))
        case .plain:
            model.show(Fixtures.troubledServices, Fixtures.logs)
            model.services.selected = "backend"
        case .reconnecting:
            model.show(Fixtures.healthyServices, Fixtures.logs)
            _ = update(&model, .connection(.reconnecting(reason: "the connection was reset")))
        }
        return model
    }
}

extension AppModel {
    mutating func show(_ services: [ServiceStatus], _ lines: [LogLine] = []) {
        _ = update(&self, .stack(.snapshot(Fixtures.snapshot(services))))
        _ = update(&self, .logs(generation: logs.generation, lines: lines, skipped: 0))
    }

    /// Presses keys, and answers the effects of the last one.
    @discardableResult
    mutating func press(_ keys: KeyPress...) -> [Effect] {
        keys.map { update(&self, .screen(.key($0))) }.last ?? []
    }

    var screen: Frame { view(self, size) }
}
