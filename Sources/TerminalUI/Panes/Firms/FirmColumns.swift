import ControlAPI

/// The column widths of the firm list. In narrow panes slugs replace names first, then the item counts go.
struct FirmColumns: Equatable {
    /// The minimum width of a state: `as seeded`. Names shrink to give wider drift texts up to `leastDrift`.
    private static let leastState = 9
    private static let leastDrift = 14
    /// The width at which most states fit in full.
    private static let roomyState = 32
    /// The gap between the last column and the edge.
    static let trail = 1

    /// The width before the name: pointer and marker, or the pointer alone.
    let lead: Int
    /// The gap between two columns.
    let gap: Int
    let showsSlugs: Bool
    let nameWidth: Int
    /// The width of the item counts, with their unit if there is room; 0 if hidden.
    let itemsWidth: Int
    let showsUnit: Bool
    let stateWidth: Int

    init(width: Int, firms: [DataStatus.Firm]) {
        let isNarrow = width < 44
        lead = isNarrow ? 2 : 4
        gap = isNarrow ? 1 : 2
        showsSlugs = isNarrow
        let room = max(0, width - lead - Self.trail)
        let names = firms.map { TextMetrics.width(of: LogSanitizer.plain(isNarrow ? $0.slug : $0.name)) }
        let drift = firms.map { DriftWords($0.stores).short.utf8.count }.max() ?? 0
        let state = min(max(drift, Self.leastState), Self.leastDrift)
        let most = max(0, min(32, room - gap - state))
        nameWidth = min(max(names.max() ?? 0, 6), most)
        let rest = room - nameWidth - gap
        let figures = firms.map { TextMetrics.width(of: Formatting.count($0.items)) }.max() ?? 0
        let unit = " items".count
        showsUnit = rest - figures - unit - gap >= Self.roomyState
        let wanted = figures + (showsUnit ? unit : 0)
        itemsWidth = rest - wanted - gap >= Self.leastState ? wanted : 0
        stateWidth = max(0, rest - (itemsWidth > 0 ? itemsWidth + gap : 0))
    }

    var showsMarker: Bool { lead == 4 }

    func name(of firm: DataStatus.Firm, ellipsis: String) -> String {
        let name = LogSanitizer.plain(showsSlugs ? firm.slug : firm.name)
        return TextMetrics.truncated(name, to: nameWidth, ellipsis: ellipsis)
    }

    func items(of firm: DataStatus.Firm) -> String {
        Formatting.count(firm.items) + (showsUnit ? " items" : "")
    }
}
