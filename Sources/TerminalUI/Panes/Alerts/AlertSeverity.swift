/// How bad an alert is: by the label `severity`.
struct AlertSeverity: Hashable, Comparable, Sendable {
    let name: String
    private let rank: Int

    init(_ name: String?) {
        self.name = name ?? "unrated"
        rank =
            switch name {
            case "critical": 0
            case "high", "error": 1
            case "medium", "warning": 2
            default: 3
            }
    }

    var role: Theme.Role {
        switch rank {
        case 0: .error
        case 1: .unhealthy
        case 2: .warning
        default: .text
        }
    }

    var level: StatusMessage.Level { rank == 0 ? .error : .warning }
    func marker(_ glyphs: Glyphs) -> String { rank == 0 ? glyphs.failed : glyphs.unhealthy }

    static func < (left: AlertSeverity, right: AlertSeverity) -> Bool {
        (left.rank, left.name) < (right.rank, right.name)
    }
}
