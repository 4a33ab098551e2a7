import ControlAPI

@testable import TerminalUI

/// A state of the seed data that has a golden screen.
enum DataScene: String, CaseIterable, Sendable {
    case seeded
    case drifted
    case seeding
    case resetting
    case partial
    case failed
    case resetAll = "reset-all"
    case resetFirm = "reset-firm"
    case undo
    case details = "firm-details"
    case wide = "wide-firms"
    case plain = "plain-firms"

    func model(_ size: Size) -> AppModel {
        var appearance = AppModel.Appearance()
        if self == .plain { appearance = .init(theme: .monochrome, glyphs: .ascii) }
        var model = AppModel(appearance: appearance, size: size, now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: data))))
        _ = update(&model, .logs(generation: 0, lines: Fixtures.logs, skipped: 0))
        switch self {
        case .seeded, .seeding, .failed:
            break
        case .drifted, .resetting, .partial, .wide, .plain:
            model.focusFirms()
            if self != .partial { model.press(KeyPress(.down)) }
        case .resetAll:
            model.press(.character("R"))
            _ = update(&model, .measured(.success(Fixtures.drifted)))
        case .resetFirm:
            model.focusFirms()
            model.press(KeyPress(.end), .character("R"))
            _ = update(&model, .measured(.success(Fixtures.drifted)))
        case .undo:
            model.press(.character("U"))
        case .details:
            model.focusFirms()
            model.press(KeyPress(.enter), KeyPress(.down), KeyPress(.down))
        }
        return model
    }

    private var data: DataStatus {
        switch self {
        case .seeded: Fixtures.seeded
        case .drifted, .resetAll, .resetFirm: Fixtures.drifted
        case .undo: Fixtures.undoable
        case .seeding: Fixtures.seeding
        case .resetting, .plain: Fixtures.resetting
        case .partial, .details: Fixtures.partial
        case .failed: Fixtures.failed
        case .wide: Fixtures.wideFirms
        }
    }
}

extension AppModel {
    /// As the Tab key does, past the logs.
    mutating func focusFirms() {
        press(KeyPress(.tab), KeyPress(.tab))
    }
}
