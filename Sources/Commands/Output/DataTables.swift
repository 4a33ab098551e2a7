import ControlAPI
import FoundationEssentials

/// The seed data for people.
enum DataTables {
    /// `cpadev seed status`
    static func render(_ status: DataStatus, _ terminal: Terminal) -> String {
        var text = ""
        if let seed = status.seed {
            let scale = seed.scale == 1 ? "" : ", scale \(seed.scale)"
            text += "seed \(seed.hash.prefix(12)), as of \(seed.asOf)\(scale): \(status.state.rawValue)\n"
            if seed.isStale {
                text += terminal.paint("the files changed since; cpadev reset loads them anew", .yellow) + "\n"
            }
        } else {
            text += "\(status.state.rawValue)\n"
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
        text += table.render(terminal)
        if let problem = status.problem {
            text += terminal.paint(problem.message, .red) + "\n"
            if let hint = problem.hint { text += "  → \(hint)\n" }
        }
        return text
    }

    /// What an operation did, in a line or two, and a table of what differed.
    static func render(_ outcome: DataOutcome, _ terminal: Terminal) -> String {
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
                text += "\(part.store) \(part.firm ?? ""): left out: \(part.skipped ?? "")\n"
            }
        }
        return text + summary(outcome) + "\n"
    }

    private static func summary(_ outcome: DataOutcome) -> String {
        let time = ProfileTable.time(outcome.durationMs)
        let what = outcome.firm ?? "everything"
        switch outcome.kind {
        case .seed:
            let rows = outcome.parts.filter { $0.store == "postgres" }.reduce(0) { $0 + $1.items }
            return "seeded in \(time): \(rows) rows"
        case .reset where outcome.dryRun: return "nothing was changed (dry run)"
        case .reset: return "\(what) reset in \(time)"
        case .refill: return "loaded in \(time)"
        case .snapshotSave: return "done in \(time)"
        case .snapshotRestore: return "restored in \(time)"
        }
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
