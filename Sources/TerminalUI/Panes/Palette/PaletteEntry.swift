import ControlAPI

/// An entry of the command palette: an action of the key table, or one on a named service or firm.
struct PaletteEntry: Hashable, Sendable {
    enum Command: Hashable, Sendable {
        case action(Action)
        /// An action on a service, which becomes the selected one.
        case service(Action, String)
        /// An action on a firm, which becomes the selected one.
        case firm(Action, String)
    }

    /// The text that is searched and shown; sanitized for display.
    var title: String
    /// The keys for it outside the palette; empty if there are none.
    var keys: [KeyPress] = []
    var command: Command

    /// All entries in the order in which they are listed without a query.
    static func all(of model: AppModel) -> [PaletteEntry] {
        table(of: model) + services(of: model) + firms(of: model)
    }

    /// Every action that has a binding outside overlays, prefixed with its context unless it applies everywhere.
    private static func table(of model: AppModel) -> [PaletteEntry] {
        let bindings = model.appearance.keys.bindings.filter {
            !$0.context.isOverlay && $0.action != .palette(.showPalette)
        }
        let common: Set<KeyBinding.Context> = [.everywhere, .panes]
        var entries: [PaletteEntry] = []
        var titles: Set<String> = []
        for binding in bindings.filter({ common.contains($0.context) })
            + bindings.filter({ !common.contains($0.context) })
        {
            let isCommon = common.contains(binding.context)
            let title = isCommon ? binding.description : "\(binding.context.rawValue): \(binding.description)"
            guard titles.insert(title).inserted else { continue }
            entries.append(PaletteEntry(title: title, keys: binding.keys, command: .action(binding.action)))
        }
        return entries
    }

    private static func services(of model: AppModel) -> [PaletteEntry] {
        let verbs: [(String, Action)] = [
            ("logs of", .logs(.showServiceLogs)), ("restart", .services(.restartService)),
            ("start", .services(.startService)), ("stop", .services(.stopService)),
            ("switch runtime of", .services(.switchService)), ("details of", .screen(.showDetails)),
        ]
        return verbs.flatMap { verb, action in
            model.listedServices.map { service in
                let title = "\(verb) \(LogSanitizer.plain(service.name))"
                return PaletteEntry(title: title, command: .service(action, service.name))
            }
        }
    }

    private static func firms(of model: AppModel) -> [PaletteEntry] {
        (model.stack?.data?.firms ?? []).map { firm in
            let title = "reset firm \(LogSanitizer.plain(firm.slug)): \(LogSanitizer.plain(firm.name))"
            return PaletteEntry(title: title, command: .firm(.firms(.resetFirm), firm.slug))
        }
    }

    /// Why the entry is disabled now; nil if it is enabled, empty if the reason is not worth showing.
    func whyDisabled(in model: AppModel) -> String? {
        // Most need no copy of the model.
        if case .action(let action) = command, action != .firms(.showFirm) { return action.whyDisabled(in: model) }
        var model = model
        let action = prepare(&model)
        return action.whyDisabled(in: model)
    }

    /// Selects the entry's subject and returns the action to perform.
    func prepare(_ model: inout AppModel) -> Action {
        switch command {
        case .action(let action):
            if action == .firms(.showFirm) { model.details.source = .firms }
            return action
        case .service(let action, let name):
            model.services.selected = name
            // The details follow the chosen service.
            model.details.source = .services
            return action
        case .firm(let action, let slug):
            model.firms.selected = slug
            return action
        }
    }
}
