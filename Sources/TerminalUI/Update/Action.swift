/// An action that a key can be bound to: one of the actions that a pane or the screen declares.
enum Action: Hashable, Sendable, CaseIterable {
    case move(Movement)
    case show(MainTab)
    case screen(ScreenAction)
    case sizes(SizeAction)
    case services(ServicesAction)
    case firms(FirmsAction)
    case logs(LogsAction)
    case prompt(LogPromptAction)
    case logLine(LogLineAction)
    case logServices(LogServicesAction)
    case alerts(AlertsAction)
    case palette(PaletteAction)
    case quit(QuitAction)
    case past(PastAction)

    static let allCases: [Action] =
        Movement.allCases.map(move) + MainTab.allCases.filter { $0.pane.key != nil }.map(show)
        + ScreenAction.allCases.map(screen) + SizeAction.allCases.map(sizes)
        + ServicesAction.allCases.map(services) + FirmsAction.allCases.map(firms) + LogsAction.allCases.map(logs)
        + LogPromptAction.allCases.map(prompt) + LogLineAction.allCases.map(logLine)
        + LogServicesAction.allCases.map(logServices) + AlertsAction.allCases.map(alerts)
        + PaletteAction.allCases.map(palette) + QuitAction.allCases.map(quit) + PastAction.allCases.map(past)

    static func move(_ kind: Movement.Kind, _ step: Movement.Step) -> Action { .move(Movement(kind: kind, step: step)) }

    private var own: any PaneAction {
        switch self {
        case .move(let action): action
        case .show(let tab): tab
        case .screen(let action): action
        case .sizes(let action): action
        case .services(let action): action
        case .firms(let action): action
        case .logs(let action): action
        case .prompt(let action): action
        case .logLine(let action): action
        case .logServices(let action): action
        case .alerts(let action): action
        case .palette(let action): action
        case .quit(let action): action
        case .past(let action): action
        }
    }

    /// The name in the configuration file, such as `start-service`.
    var name: String { own.name }

    /// Why the action is disabled now; nil if it is enabled. A disabled action does nothing but show the reason, if not
    /// empty.
    func whyDisabled(in model: AppModel) -> String? { whyNotInPast(model) ?? own.whyDisabled(in: model) }

    func perform(on model: inout AppModel) -> [Effect] { own.perform(on: &model) }
}

/// The actions of a pane or of the screen.
protocol PaneAction: Hashable, Sendable, CaseIterable {
    /// The name in the configuration file.
    var name: String { get }
    func whyDisabled(in model: AppModel) -> String?
    func perform(on model: inout AppModel) -> [Effect]
}

extension PaneAction {
    /// The case's name in kebab case.
    var name: String {
        "\(self)".reduce(into: "") { name, character in
            name += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
    }

    func whyDisabled(in model: AppModel) -> String? { nil }
}
