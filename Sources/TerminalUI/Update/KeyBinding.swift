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
        case alerts = "Alerts"
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
        case silence = "Silence"

        /// Whether its keys replace those of the panes.
        var isOverlay: Bool {
            switch self {
            case .lists, .firms, .texts, .logs, .lines, .alerts, .everywhere, .panes: false
            case .help, .quit, .stop, .reset, .palette, .prompt, .line, .logServices, .silence: true
            }
        }
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

    /// Creates a binding of keys, given as names with spaces between them. A binding with a footer has a rank, and may
    /// have a partner.
    init(
        _ keys: String,
        _ action: Action,
        _ description: String,
        in context: Context,
        footer hint: String? = nil,
        _ rank: Int = 9,
        with partner: String? = nil
    ) {
        self.keys = keys.split(separator: " ").compactMap { KeyPress(name: String($0)) }
        self.action = action
        self.description = description
        self.context = context
        self.hint = hint
        self.rank = rank
        self.partner = partner.flatMap(KeyPress.init(name:))
    }
}

extension KeyBinding {
    /// Returns the active contexts, narrowest first.
    static func contexts(of model: AppModel) -> [Context] {
        if let overlay = model.overlay { return [overlay.pane.context] }
        if model.logs.prompt != nil { return [.prompt] }
        let own = model.pane(at: model.focus).contexts(in: model)
        return own + [.everywhere, .panes] + (own.contains(.lines) ? [] : [.lines])
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
