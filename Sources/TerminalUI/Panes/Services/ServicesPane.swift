import ControlAPI

/// The list of services: its selection and order.
struct ServicesPane: Hashable, Sendable {
    /// The name of the selected service, if any.
    var selected: String?
    /// Whether services with a problem are listed first.
    var problemsFirst = false

    func ordered(_ services: [ServiceStatus]) -> [ServiceStatus] {
        guard problemsFirst else { return services }
        return services.filter(\.isProblem) + services.filter { !$0.isProblem && !$0.isReady }
            + services.filter { !$0.isProblem && $0.isReady }
    }

    /// Keeps the selection on an existing service.
    mutating func repair(from old: [ServiceStatus], to new: [ServiceStatus]) {
        selected = ordered(new).map(\.name).selection(keeping: selected, from: ordered(old).map(\.name))
    }
}

extension ServicesPane: ListPane {
    static let place = Place.services
    static func contexts(in model: AppModel) -> [KeyBinding.Context] { [.lists] }
    static func rows(in model: AppModel) -> [String] { model.listedServices.map(\.name) }
    static func selected(in model: AppModel) -> String? { model.services.selected }
    static func select(_ row: String, in model: inout AppModel) { model.services.selected = row }
}
