import ControlAPI

/// Which columns the list of services has at a width. The least important ones go first; names are cut last.
struct ServiceColumns: Equatable {
    enum Column {
        case port, uptime, since, restarts, cpu, memory

        var title: String {
            switch self {
            case .port: "port"
            case .uptime: "up"
            case .since: "since"
            case .restarts: "restarts"
            case .cpu: "cpu"
            case .memory: "mem"
            }
        }

        var width: Int {
            switch self {
            case .port: 5
            case .uptime, .since: 6
            case .restarts: 8
            case .cpu: 5
            case .memory: 5
            }
        }
    }

    /// Pointer, space, marker, space.
    static let lead = 4
    /// Between the last column and the edge.
    static let trail = 1
    private static let stateWidth = 11
    /// Columns of a name that tell services apart.
    private static let leastName = 12
    var nameWidth: Int
    /// What is left for the state's words.
    var stateWidth: Int
    var columns: [Column]

    init(width: Int, services: [ServiceStatus], showsMetrics: Bool = true) {
        let longest = services.map { TextMetrics.width(of: $0.name) }.max() ?? 8
        let room = width - Self.lead - Self.trail
        // A long name does not take the places of port and uptime: the details have it in full.
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

    /// The titles, placed as the columns are, to stand in the upper edge of the pane.
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
