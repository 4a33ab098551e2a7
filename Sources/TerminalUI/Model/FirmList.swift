import ControlAPI

/// The list of demo firms: its selection, and the pending command on their data.
struct FirmList: Hashable, Sendable {
    /// The slug of the selected firm, if any.
    private(set) var selected: String?
    /// The command that this client sent and whose outcome is pending.
    var command: DataCommand?

    /// Moves the selection by a number of rows, stopping at the ends.
    mutating func move(by rows: Int, in firms: [DataStatus.Firm]) {
        guard !firms.isEmpty else { return selected = nil }
        let index = firms.firstIndex { $0.slug == selected } ?? 0
        selected = firms[min(max(0, index + rows), firms.count - 1)].slug
    }

    mutating func select(_ slug: String) {
        selected = slug
    }

    /// Keeps the selection on an existing firm: the one now at the lost one's index, or else the first.
    mutating func repair(from old: [DataStatus.Firm], to new: [DataStatus.Firm]) {
        if let selected, new.contains(where: { $0.slug == selected }) { return }
        let place = old.firstIndex { $0.slug == selected } ?? 0
        selected = new.isEmpty ? nil : new[min(place, new.count - 1)].slug
    }

    /// The index of the first firm shown in a number of rows that include the selected firm.
    func firstVisible(of firms: [DataStatus.Firm], rows: Int) -> Int {
        let index = firms.firstIndex { $0.slug == selected } ?? 0
        return max(0, min(firms.count - rows, index - rows / 2))
    }
}
