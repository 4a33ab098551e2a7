import ControlAPI

/// The columns of the service list at a width. The least important ones are dropped first; names are cut last.
struct ServiceColumns: Equatable {
    /// A column with its title.
    enum Column: String {
        case port, uptime = "up", since, restarts, cpu, memory = "mem"

        var title: String { rawValue }

        var width: Int {
            switch self {
            case .port, .cpu, .memory: 5
            case .uptime, .since: 6
            case .restarts: 8
            }
        }
    }

    /// The width of pointer, space, marker, space.
    static let lead = 4
    /// The gap between the last column and the edge.
    static let trail = 1
    private static let stateWidth = 11
    /// The minimum name width that distinguishes services.
    private static let leastName = 12
    var nameWidth: Int
    /// The width left for the state.
    var stateWidth: Int
    var columns: [Column]

    init(width: Int, services: [ServiceStatus], showsMetrics: Bool = true) {
        let longest = services.map { TextMetrics.width(of: $0.name) }.max() ?? 8
        let room = width - Self.lead - Self.trail
        // Long names must not displace port and uptime: the details show them in full.
        let figures = Column.port.width + Column.uptime.width + 2
        let forNames = max(Self.leastName, room - 2 - Self.stateWidth - figures)
        nameWidth = max(0, min(max(longest, 8), 24, forNames, room))
        var rest = room - nameWidth - 2 - Self.stateWidth
        columns = []
        let wanted: [Column] = showsMetrics ? [.port, .uptime, .restarts, .cpu, .memory] : [.port, .since, .restarts]
        let hasRestarted = services.contains { $0.restarts > 0 }
        for column in wanted where column != .restarts || hasRestarted {
            guard rest >= column.width + 1 else { break }
            rest -= column.width + 1
            columns.append(column)
        }
        let taken = columns.reduce(0) { $0 + $1.width + 1 }
        stateWidth = max(0, room - nameWidth - 2 - taken)
    }

    /// Returns the column titles for the pane's top edge, aligned with the columns.
    func heading(_ look: BoxLook, muted: Style) -> StyledLine {
        var line = StyledLine()
        for column in columns {
            let gap = column.width + 1 - column.title.count
            let lead = line.spans.isEmpty ? "" : " "
            let dashes = String(repeating: look.glyphs.box.horizontal, count: max(0, gap - 1 - lead.count))
            line.append(gap > 1 ? lead + dashes + " " : " ", look.style)
            line.append(column.title, muted)
        }
        line.append(columns.isEmpty ? "" : " ", muted)
        return line
    }
}
