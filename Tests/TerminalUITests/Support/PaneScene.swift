import ControlAPI

@testable import TerminalUI

/// A state of the panes beside services, firms and logs that has a golden screen.
enum PaneScene: String, CaseIterable, Sendable {
    case startup
    case startupUnderWay = "startup-under-way"
    case graph
    case graphWide = "graph-wide"
    case events
    case eventsWide = "events-wide"
    case palette
    case paletteSearch = "palette-search"
    case paletteWide = "palette-wide"
    case plain = "panes-plain"
    case explanation
    case explanationWide = "explanation-wide"
    case divided
    case alerts

    func model(_ size: Size) -> AppModel {
        var appearance = AppModel.Appearance()
        if self == .plain { appearance = .init(theme: .monochrome, glyphs: .ascii) }
        var model = AppModel(appearance: appearance, size: size, now: Fixtures.now)
        switch self {
        case .startup, .plain:
            model.show(Fixtures.healthyServices, Fixtures.logs)
            model.tell(.started(Fixtures.profile))
            model.message = nil
            model.services.selected = "temporal"
            model.press(.character("S"))
        case .startupUnderWay:
            model.show(Fixtures.startingServices, Fixtures.logs)
            _ = update(&model, .answered(.journal(Fixtures.startHistory)))
            model.press(.character("S"))
        case .graph:
            model.show(Fixtures.startingServices, Fixtures.logs)
            model.services.selected = "temporal"
            model.press(.character("d"))
        case .graphWide:
            model.show(Fixtures.wideServices, Fixtures.wideLogs)
            model.press(.character("d"))
        case .events:
            model.show(Fixtures.troubledServices, Fixtures.logs)
            _ = update(&model, .answered(.journal(Fixtures.troubledHistory)))
            model.press(.character("e"))
        case .eventsWide:
            model.show(Fixtures.wideServices, Fixtures.wideLogs)
            _ = update(&model, .answered(.journal(Fixtures.wideHistory)))
            model.press(.character("e"))
        case .palette:
            model.show(Fixtures.healthyServices, Fixtures.logs)
            model.press(.character(":"))
        case .paletteSearch:
            _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
            model.press(.character(":"))
            model.type("resta")
        case .paletteWide:
            model.show(Fixtures.wideServices, Fixtures.wideLogs)
            model.press(.character(":"))
            model.type("決算")
        case .explanation:
            model.show(Fixtures.startingServices, Fixtures.logs)
            model.services.selected = "backend"
            let occasion = model.selectedService.flatMap(LogTail.Occasion.init)
            _ = update(&model, .clock(Fixtures.now, utcOffset: .zero))
            if let occasion { _ = update(&model, .answered(.tail(occasion, Fixtures.backendLines))) }
            model.press(.character("i"))
        case .explanationWide:
            model.show(Fixtures.wideServices, Fixtures.wideLogs)
            model.services.selected = "決算書🧾"
            let occasion = model.selectedService.flatMap(LogTail.Occasion.init)
            _ = update(&model, .clock(Fixtures.now, utcOffset: .zero))
            if let occasion { _ = update(&model, .answered(.tail(occasion, Fixtures.wideLogs))) }
            model.press(.character("i"))
        case .divided:
            _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
            model.sizes.left = 250
            model.sizes.stackedLeft = 400
            model.sizes.top = 650
            model.sizes.services = 300
            model.sizes.firmRows = 4
        case .alerts:
            model.show(Fixtures.monitoredServices, Fixtures.logs)
            model.tell(Fixtures.troubledAlerts)
            model.press(.character("A"))
        }
        return model
    }
}

extension AppModel {
    /// An event comes, the next after the last.
    mutating func tell(_ payload: StackEvent.Payload) {
        let sequence = (stack?.sequence ?? 0) + 1
        _ = update(&self, .stack(.event(.init(sequence: sequence, at: Fixtures.now, payload: payload))))
    }

    mutating func type(_ text: String) {
        for character in text { press(.character(character)) }
    }
}
