import ControlAPI

/// The selection and order of the service list.
struct ServiceList: Hashable, Sendable {
    /// The name of the selected service, if any.
    var selected: String?
    /// Whether services with a problem are listed first.
    var problemsFirst = false

    func ordered(_ services: [ServiceStatus]) -> [ServiceStatus] {
        guard problemsFirst else { return services }
        return services.filter(\.isProblem) + services.filter { !$0.isProblem && !$0.isReady }
            + services.filter { !$0.isProblem && $0.isReady }
    }

    /// Moves the selection by a number of rows, stopping at the ends.
    mutating func move(by rows: Int, in services: [ServiceStatus]) {
        let listed = ordered(services)
        guard !listed.isEmpty else { return selected = nil }
        let index = listed.firstIndex { $0.name == selected } ?? 0
        selected = listed[min(max(0, index + rows), listed.count - 1)].name
    }

    /// Keeps the selection on an existing service: the one now at the lost one's index, or else the first.
    mutating func repair(from old: [ServiceStatus], to new: [ServiceStatus]) {
        if let selected, new.contains(where: { $0.name == selected }) { return }
        let place = ordered(old).firstIndex { $0.name == selected } ?? 0
        let listed = ordered(new)
        selected = listed.isEmpty ? nil : listed[min(place, listed.count - 1)].name
    }

    /// The index of the first service shown in a number of rows that include the selected service.
    func firstVisible(of services: [ServiceStatus], rows: Int) -> Int {
        let index = ordered(services).firstIndex { $0.name == selected } ?? 0
        return max(0, min(services.count - rows, index - rows / 2))
    }
}
