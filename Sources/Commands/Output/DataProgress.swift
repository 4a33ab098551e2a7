import ControlAPI
import FoundationEssentials
import Foundations

/// Shows the progress of a seed data operation: a progress bar on a terminal, otherwise a line for each store and firm.
struct DataProgress {
    private let terminal: Terminal
    private var finished: Set<String> = []
    private var hasBar = false
    private var hasSaidWaiting = false

    init(terminal: Terminal = .standardError) { self.terminal = terminal }

    mutating func show(_ operation: DataOperation) {
        if terminal.canReplaceLines {
            bar(operation)
        } else {
            for step in operation.steps where step.isFinished { line(step, operation.kind) }
        }
    }

    mutating func showWaiting(for other: DataOperation) {
        let text = "waiting for the \(other.kind.noun) that began \(Self.age(since: other.startedAt)) ago"
        if terminal.canReplaceLines {
            let percent = other.steps.isEmpty ? "" : " (\(Int(other.fraction * 100)) %)"
            terminal.replaceLine(String((text + percent).prefix(terminal.width - 1)))
            hasBar = true
        } else if !hasSaidWaiting {
            terminal.write("· \(text)\n")
        }
        hasSaidWaiting = true
    }

    /// `running the check staff.sql since 14:03:22`, in local time.
    static func words(_ activity: DataOperation.Activity) -> String {
        let second = Int(activity.since.timeIntervalSince1970)
        let day = (second + WallClock.utcOffset(at: second)) % 86_400
        let time = [day / 3600, day / 60 % 60, day % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(activity.words) since \(time.joined(separator: ":"))"
    }

    private static func age(since start: Date) -> String {
        let seconds = max(0, Int(Date().timeIntervalSince(start)))
        return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min"
    }

    mutating func finish() {
        if hasBar { terminal.replaceLine("") }
        hasBar = false
    }

    private mutating func bar(_ operation: DataOperation) {
        let width = 24
        let filled = Int((operation.fraction * Double(width)).rounded())
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let open = operation.steps.filter { !$0.isFinished }
        let stores = Set(open.map(\.store)).sorted().joined(separator: ", ")
        let now = operation.activity.map(Self.words) ?? stores
        let text = "\(operation.kind.gerund) \(bar) \(Int(operation.fraction * 100)) % \(now)"
        terminal.replaceLine(String(text.prefix(terminal.width - 1)))
        hasBar = true
    }

    private mutating func line(_ step: DataOperation.Step, _ kind: DataOperation.Kind) {
        guard finished.insert("\(step.store)/\(step.firm ?? "")").inserted else { return }
        let firm = step.firm.map { " \($0)" } ?? ""
        terminal.write(
            "· \(kind.gerund)\(firm): \(step.store) \(step.total) \(StoreWords.items(step.store, step.total))\n"
        )
    }
}

extension DataOperation.Kind {
    /// The noun in a message about waiting for the operation.
    var noun: String {
        switch self {
        case .seed: "seed"
        case .reset: "reset"
        case .refill: "load"
        case .undo: "undo"
        case .snapshotSave: "snapshot"
        case .snapshotRestore: "restore of a snapshot"
        case .snapshotDelete: "deletion of a snapshot"
        }
    }

    /// The first word of a progress line.
    var gerund: String {
        switch self {
        case .seed: "seeding"
        case .reset: "resetting"
        case .refill: "loading"
        case .snapshotSave: "saving"
        case .undo: "undoing"
        case .snapshotRestore: "restoring"
        case .snapshotDelete: "deleting"
        }
    }
}

enum StoreWords {
    static func items(_ store: String, _ count: Int) -> String {
        let word =
            switch store {
            case "postgres": "row"
            case "redis": "key"
            case "s3": "object"
            case "typesense", "clamav": "document"
            case "temporal": "workflow"
            default: "item"
            }
        return count == 1 ? word : word + "s"
    }

    /// `+12 −1 ~3 rows`, or `as seeded`.
    static func drift(_ drift: DataStatus.Drift, _ store: String) -> String {
        guard drift.total > 0 else { return "as seeded" }
        var parts: [String] = []
        if drift.added > 0 { parts.append("+\(drift.added)") }
        if drift.changed > 0 { parts.append("~\(drift.changed)") }
        if drift.removed > 0 { parts.append("-\(drift.removed)") }
        return parts.joined(separator: " ") + " " + items(store, drift.total)
    }
}
