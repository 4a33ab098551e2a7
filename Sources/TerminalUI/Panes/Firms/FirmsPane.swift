import ControlAPI

/// The list of demo firms: its selection, and the pending command on their data.
struct FirmsPane: Hashable, Sendable {
    /// The slug of the selected firm, if any.
    var selected: String?
    /// The command that this client sent and whose outcome is pending.
    var command: DataCommand?
    /// The number of requested measurements of the drift that are pending.
    var measurements = 0

    /// Keeps the selection on an existing firm.
    mutating func repair(from old: [DataStatus.Firm], to new: [DataStatus.Firm]) {
        selected = new.map(\.slug).selection(keeping: selected, from: old.map(\.slug))
    }
}

extension FirmsPane: ListPane {
    static let place = Place.firms
    static func contexts(in model: AppModel) -> [KeyBinding.Context] { [.lists, .firms] }
    static func selected(in model: AppModel) -> String? { model.firms.selected }
    static func select(_ row: String, in model: inout AppModel) { model.firms.selected = row }

    static func rows(in model: AppModel) -> [String] { model.stack?.data?.firms.map(\.slug) ?? [] }

    static func room(of area: Rect, in model: AppModel) -> Rect {
        // Folded to its title, it shows no rows.
        model.focus == .firms || area.inside != area ? area.inside : area.split(top: 0).upper
    }
}
