/// A key binding. Dispatch, footer and help screen share one table of these.
struct KeyBinding: Sendable {
    /// Where a binding applies.
    enum Context: String, Hashable, Sendable, CaseIterable {
        case lists = "Services and firms"
        case firms = "Demo firms"
        case texts = "Logs and details"
        case logs = "Logs"
        /// Keys that act on the logs from any pane.
        case lines = "Logs, from any pane"
        case everywhere = "Everywhere"
        case panes = "Panes"
        case help = "Help"
        case quit = "Quit"
        case stop = "Stop"
        case reset = "Reset"
        case palette = "Commands"
        case prompt = "Prompt"
        case line = "Line of the logs"
        case logServices = "Services of the logs"
    }

    var keys: [KeyPress]
    var action: Action
    /// One or two words for the footer; nil keeps the binding out of it.
    var hint: String?
    /// A phrase for the help screen.
    var description: String
    var context: Context
    /// The key of another binding to show beside the first key in the footer, such as down beside up.
    var partner: KeyPress?
    /// The priority in a narrow footer. Bindings with a higher rank are dropped first.
    var rank: Int

    init(
        _ keys: [KeyPress],
        _ action: Action,
        _ description: String,
        in context: Context
    ) {
        self.keys = keys
        self.action = action
        self.description = description
        self.context = context
        rank = 9
    }

    /// Returns the binding with a footer entry.
    func footer(_ hint: String, rank: Int, with partner: KeyPress? = nil) -> KeyBinding {
        var binding = self
        binding.partner = partner
        binding.hint = hint
        binding.rank = rank
        return binding
    }
}

extension KeyBinding {
    /// Returns the active contexts, narrowest first.
    static func contexts(of model: AppModel) -> [Context] {
        switch model.overlay {
        case .help: [.help]
        case .quit: [.quit]
        case .stop: [.stop]
        case .reset, .undo: [.reset]
        case .palette: [.palette]
        case .log(.line): [.line]
        case .log(.services): [.logServices]
        case nil where model.logs.prompt != nil: [.prompt]
        case nil: contextsWithoutOverlay(model)
        }
    }

    private static func contextsWithoutOverlay(_ model: AppModel) -> [Context] {
        let own = contexts(of: model.focus, details: model.details.source, tab: model.tab)
        return own + [.everywhere, .panes] + (own.contains(.lines) ? [] : [.lines])
    }

    private static func contexts(of pane: Pane, details: DetailsPane.Source, tab: MainTab) -> [Context] {
        switch pane {
        case .services: [.lists]
        case .firms: [.lists, .firms]
        case .logs: tab.contexts
        case .details: details == .firms ? [.texts, .firms] : [.texts]
        }
    }

    /// Returns the binding of a key in the current state.
    static func binding(for key: KeyPress, in model: AppModel) -> KeyBinding? {
        for context in contexts(of: model) {
            let candidates = model.appearance.keys.bindings.filter { $0.context == context && $0.keys.contains(key) }
            // A key may have several meanings in one context, at most one of which is enabled at a time.
            if let binding = candidates.first(where: { $0.action.whyDisabled(in: model) == nil }) ?? candidates.first {
                return binding
            }
        }
        return nil
    }
}
