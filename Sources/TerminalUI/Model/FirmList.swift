import ControlAPI

/// The list of demo firms: which one is selected, and what was asked to be done to their data.
struct FirmList: Hashable, Sendable {
    /// The slug of the selected firm; nil while there is none.
    private(set) var selected: String?
    /// The command that this screen sent and whose outcome it waits for; nil while there is none.
    var command: DataCommand?

    /// Moves the selection by so many rows; it stops at the ends.
    mutating func move(by rows: Int, in firms: [DataStatus.Firm]) {
        guard !firms.isEmpty else { return selected = nil }
        let index = firms.firstIndex { $0.slug == selected } ?? 0
        selected = firms[min(max(0, index + rows), firms.count - 1)].slug
    }

    mutating func select(_ slug: String) {
        selected = slug
    }

    /// Keeps the selection on a firm that exists: the one that took the lost one's place, else the first.
    mutating func repair(from old: [DataStatus.Firm], to new: [DataStatus.Firm]) {
        if let selected, new.contains(where: { $0.slug == selected }) { return }
        let place = old.firstIndex { $0.slug == selected } ?? 0
        selected = new.isEmpty ? nil : new[min(place, new.count - 1)].slug
    }

    /// The first firm that is shown in so many rows, so that the selected one is among them.
    func firstVisible(of firms: [DataStatus.Firm], rows: Int) -> Int {
        let index = firms.firstIndex { $0.slug == selected } ?? 0
        return max(0, min(firms.count - rows, index - rows / 2))
    }
}
