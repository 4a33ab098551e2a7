import ControlAPI

/// Something that the command palette offers: an action of the key table, or one on a service or firm by its name.
struct PaletteEntry: Hashable, Sendable {
    enum Command: Hashable, Sendable {
        case action(Action)
        /// On this service, which becomes the selected one.
        case service(Action, String)
        /// On this firm, which becomes the selected one.
        case firm(Action, String)
    }

    /// What is searched, and shown. Fit to be shown.
    var title: String
    /// What does it without the palette; empty where nothing does.
    var keys: [KeyPress] = []
    var command: Command

    /// Everything that is offered, in the order in which it is listed where nothing is searched.
    static func all(of model: AppModel) -> [PaletteEntry] {
        table(of: model) + services(of: model) + firms(of: model)
    }

    /// Every action that a key does outside of questions and help; under a heading where the key holds in one pane alone.
    private static func table(of model: AppModel) -> [PaletteEntry] {
        let overlays: Set<KeyBinding.Context> = [.help, .quit, .stop, .reset, .palette, .prompt, .line, .logServices]
        let bindings = model.appearance.keys.bindings.filter {
            !overlays.contains($0.context) && $0.action != .showPalette
        }
        let common: Set<KeyBinding.Context> = [.everywhere, .panes]
        var entries: [PaletteEntry] = []
        for binding in bindings.filter({ common.contains($0.context) })
            + bindings.filter({ !common.contains($0.context) })
        {
            let isCommon = common.contains(binding.context)
            let title = isCommon ? binding.description : "\(binding.context.rawValue): \(binding.description)"
            let entry = PaletteEntry(title: title, keys: binding.keys, command: .action(binding.action))
            if !entries.contains(where: { $0.title == title }) { entries.append(entry) }
        }
        return entries
    }

    private static func services(of model: AppModel) -> [PaletteEntry] {
        let verbs: [(String, Action)] = [
            ("logs of", .showServiceLogs), ("restart", .restartService), ("start", .startService),
            ("stop", .stopService), ("switch runtime of", .switchService), ("details of", .showDetails),
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
            return PaletteEntry(title: title, command: .firm(.resetFirm, firm.slug))
        }
    }

    /// Why it would be senseless now, or nil. What a key would do without a word has no reason worth telling.
    func whyDisabled(in model: AppModel) -> String? {
        var model = model
        let action = prepare(&model)
        return action.whyDisabled(in: model)
    }

    /// Selects what it is about, and answers what is to be done to that.
    func prepare(_ model: inout AppModel) -> Action {
        switch command {
        case .action(let action):
            if action == .showFirm { model.details.source = .firms }
            return action
        case .service(let action, let name):
            model.services.selected = name
            // The details are about what was asked for.
            model.details.source = .services
            return action
        case .firm(let action, let slug):
            model.firms.select(slug)
            return action
        }
    }
}
