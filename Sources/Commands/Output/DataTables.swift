import ControlAPI
import FoundationEssentials

enum DataTables {
    /// `cpadev seed status`
    static func render(_ status: DataStatus, _ terminal: Terminal) -> String {
        var text = ""
        let losses = DriftSummary(status)
        if let seed = status.seed {
            let scale = seed.scale == 1 ? "" : ", scale \(seed.scale)"
            let state = status.state.rawValue + (losses.isEmpty ? "" : ", changed since")
            let name = seed.set == .pulled ? "pulled seed" : "seed"
            text += "\(name) \(seed.hash.prefix(12)), as of \(seed.asOf)\(scale): \(state)\n"
            if !losses.isEmpty { text += terminal.paint("  " + losses.sentence, .yellow) + "\n" }
            if let reason = status.notMeasured { text += terminal.paint("not measured: \(reason)", .yellow) + "\n" }
            if seed.isStale {
                text += terminal.paint("the seed files have changed since; cpadev reset loads them", .yellow) + "\n"
            }
        } else {
            text += "\(status.state.rawValue)\n"
        }
        if let operation = status.operation {
            let activity = operation.activity.map { ", " + DataProgress.words($0) } ?? ""
            text += "\(operation.kind.participle): \(Int(operation.fraction * 100)) %\(activity)\n"
        }
        var table = TextTable(header: ["FIRM", "STORE", "STATE", "ITEMS", "CHANGED SINCE", "RESET"])
        for firm in status.firms {
            for (index, store) in firm.stores.enumerated() {
                let changed = store.drift.map { StoreWords.drift($0, store.name) } ?? "-"
                table.add(
                    .init(index == 0 ? firm.slug : "", .bold),
                    .init(store.name),
                    .init(store.state.rawValue, store.state.style),
                    .init("\(store.items) \(StoreWords.items(store.name, store.items))"),
                    .init(store.reason ?? changed, (store.drift?.total ?? 0) > 0 ? .yellow : nil),
                    .init(index == 0 ? firm.resetAt.map { $0.formatted(.iso8601) } ?? "never" : "")
                )
            }
        }
        text += table.render(terminal) + render(status.databaseChanges, terminal)
        if let resets = status.resets { text += render(resets, terminal) }
        if let undo = status.undo {
            text += "\(undo.words()) of \(undo.at.formatted(.iso8601)) can be undone: cpadev reset --undo\n"
            for note in undo.notes { text += "  but \(note)\n" }
        }
        if let problem = status.problem {
            text += terminal.paint(problem.message, .red) + "\n"
            if let hint = problem.hint { text += "  → \(hint)\n" }
        }
        return text
    }

    /// Renders when the data is reset by its schedule.
    private static func render(_ resets: ResetStatus, _ terminal: Terminal) -> String {
        var text = "reset by schedule: \(resets.schedule), \(resets.timeZone)\n"
        if let next = resets.next {
            let time = next.formatted(.iso8601)
            let scheduled = resets.scheduledFor?.formatted(.iso8601) ?? time
            switch resets.phase {
            case .scheduled: text += "  next on \(time)\n"
            case .announced: text += terminal.paint("  next on \(time), announced", .yellow) + "\n"
            case .postponed:
                text += terminal.paint("  next on \(time), postponed from \(scheduled) by a visitor", .yellow) + "\n"
            case .underWay: text += terminal.paint("  under way since \(time)", .yellow) + "\n"
            }
        }
        guard let last = resets.last else { return text + "  none so far\n" }
        let ended = "  \(resets.count) so far, the last on \(last.endedAt.formatted(.iso8601))"
        let took = last.durationMs.map { ", in \(ProfileTable.time($0))" } ?? ""
        let problem = last.problem.map { terminal.paint("  the last one failed: \($0)", .red) + "\n" }
        return text + (problem ?? "\(ended)\(took)\n")
    }

    /// The maximum number of changes in a table.
    private static let longestList = 40

    /// Renders the database changes that belong to no firm; empty if there are none.
    private static func render(_ changes: [DatabaseChange], _ terminal: Terminal) -> String {
        guard !changes.isEmpty else { return "" }
        var table = TextTable(header: ["DATABASE", "WHAT", "SINCE THE SEED"])
        for change in changes.prefix(longestList) {
            let amount = change.rows.map { ", \(DriftSummary.described($0))" } ?? ""
            let rows = change.drift.map { ", \(StoreWords.drift($0, "postgres"))" } ?? ""
            table.add(
                .init(DriftSummary.name(change), .bold),
                .init(change.kind.noun),
                .init(change.change.rawValue + amount + rows, .yellow)
            )
        }
        let hidden = changes.count - longestList
        return table.render(terminal) + (hidden > 0 ? "and \(hidden) more; --json lists all\n" : "")
    }

    /// Renders the outcome of an operation: a table of the differences and a summary.
    /// - Parameters:
    ///   - stores: the stores that the operation was limited to; empty for all.
    ///   - snapshot: the name of the snapshot that was saved, restored or deleted.
    static func render(
        _ outcome: DataOutcome,
        stores: [String] = [],
        snapshot: String? = nil,
        _ terminal: Terminal
    ) -> String {
        var text = outcome.notes.map { "· \($0)\n" }.joined()
        let changed = outcome.parts.filter { $0.drift.total > 0 || $0.skipped != nil }
        if !changed.isEmpty, outcome.kind == .reset || outcome.dryRun {
            var table = TextTable(header: ["FIRM", "STORE", outcome.dryRun ? "DIFFERS" : "PUT BACK"])
            for part in changed {
                table.add(
                    .init(part.firm ?? "all"),
                    .init(part.store),
                    .init(part.skipped.map { "left out: \($0)" } ?? StoreWords.drift(part.drift, part.store))
                )
            }
            text += table.render(terminal)
        } else {
            for part in outcome.parts where part.skipped != nil {
                let name = [part.store, part.firm].compactMap(\.self).joined(separator: " ")
                text += "\(name): left out: \(part.skipped ?? "")\n"
            }
        }
        if outcome.kind == .reset {
            text += render(outcome.databaseChanges, terminal)
            if let reason = outcome.notMeasured { text += "not measured: \(reason)\n" }
        }
        text += summary(outcome, stores, snapshot) + "\n"
        if let undo = outcome.undo {
            text += "  → to undo it: cpadev reset --undo\n"
            for note in undo.notes { text += "    but \(note)\n" }
        }
        return text
    }

    private static func summary(_ outcome: DataOutcome, _ stores: [String], _ snapshot: String?) -> String {
        let time = ProfileTable.time(outcome.durationMs)
        switch outcome.kind {
        case .seed:
            let parts = outcome.parts.filter { $0.store == "postgres" }
            let rows = parts.reduce(0) { $0 + $1.items }
            // Loaded rows count as removed, since they were missing before.
            guard parts.contains(where: { $0.drift.removed > 0 }) else {
                return "nothing to load: all \(rows) rows are loaded"
            }
            return "seeded in \(time): \(rows) rows"
        case .reset where outcome.dryRun:
            let losses = DriftSummary(outcome)
            let known = losses.isEmpty ? "no known differences" : "a reset would replace \(losses.sentence)"
            let end = outcome.notKept.map { "\nit would not keep the database for --undo: \($0)" } ?? ""
            return "\(known)\(end)\nnothing was changed (dry run)"
        case .reset: return reset(outcome, stores, time)
        case .refill: return "loaded in \(time)"
        case .snapshotSave: return "snapshot \(snapshot.map { "'\($0)' " } ?? "")saved in \(time)"
        case .snapshotDelete: return "snapshot \(snapshot.map { "'\($0)' " } ?? "")deleted"
        case .undo: return "undone in \(time)"
        case .snapshotRestore: return "snapshot \(snapshot.map { "'\($0)' " } ?? "")restored in \(time)"
        }
    }

    /// Describes what was reset and what was not: `everything reset in 101 ms`, or `postgres, redis reset in 101 ms;
    /// not reset: s3`.
    private static func reset(_ outcome: DataOutcome, _ stores: [String], _ time: String) -> String {
        let firm = outcome.firm.map { "\($0): " } ?? ""
        let leftOut = distinct(outcome.parts.filter { $0.skipped != nil }.map(\.store))
        guard !leftOut.isEmpty || !stores.isEmpty else { return "\(outcome.firm ?? "everything") reset in \(time)" }
        let done = distinct(outcome.parts.map(\.store)).filter { !leftOut.contains($0) }
        let what = done.isEmpty ? "nothing was" : done.joined(separator: ", ")
        let rest = leftOut.isEmpty ? "" : "; not reset: \(leftOut.joined(separator: ", "))"
        return "\(firm)\(what) reset in \(time)\(rest)"
    }

    private static func distinct(_ names: [String]) -> [String] {
        names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// `cpadev snapshot list`
    static func render(_ snapshots: [DataSnapshotInfo], _ terminal: Terminal) -> String {
        guard !snapshots.isEmpty else { return "no snapshots; make one with: cpadev snapshot save NAME\n" }
        var table = TextTable(header: ["NAME", "SAVED", "SIZE", "STORES"])
        for snapshot in snapshots {
            table.add(
                .init(snapshot.name, .bold),
                .init(snapshot.createdAt.formatted(.iso8601)),
                .init("\(snapshot.sizeBytes / 1024 / 1024) MB"),
                .init(snapshot.stores.joined(separator: " "))
            )
        }
        return table.render(terminal)
    }
}

extension DataStatus.Store.State {
    fileprivate var style: Terminal.Style? {
        switch self {
        case .seeded: .green
        case .pending, .working: .yellow
        case .unavailable: .dim
        case .failed: .red
        }
    }
}
