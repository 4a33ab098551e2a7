import ControlAPI
import FoundationEssentials

@testable import TerminalUI

/// Seed data that tests show, at the moment of the other fixtures.
extension Fixtures {
    static func stores(
        _ items: [Int],
        drift: [String: DataStatus.Drift] = [:]
    ) -> [DataStatus.Store] {
        zip(["postgres", "redis", "s3", "typesense", "temporal", "clamav"], items).map { name, items in
            DataStatus.Store(name: name, state: .seeded, items: items, drift: drift[name] ?? .init())
        }
    }

    static func firm(
        _ slug: String,
        _ name: String,
        _ items: [Int],
        resetAfter: Double? = nil,
        drift: [String: DataStatus.Drift] = [:]
    ) -> DataStatus.Firm {
        DataStatus.Firm(
            slug: slug,
            name: name,
            seededAt: start,
            resetAt: resetAfter.map { now.addingTimeInterval(-$0) },
            stores: stores(items, drift: drift)
        )
    }

    static let seed = DataStatus.Seed(
        hash: String(repeating: "3f9a1c07", count: 8),
        asOf: "2026-01-15",
        scale: 1,
        manifest: "/home/dev/cpa/seeds/seeds.yaml"
    )

    static let seeded = DataStatus(
        state: .seeded,
        seed: seed,
        firms: [
            firm("mott-cpa", "Mott CPA", [1_204, 14, 22, 96, 3, 22], resetAfter: 130),
            firm("lakeshore", "Lakeshore Tax Group", [18_911, 61, 140, 1_410, 12, 140]),
            firm("harrow-vale", "Harrow & Vale Assurance", [61_377, 240, 388, 5_204, 31, 388], resetAfter: 7300),
        ]
    )

    static let drifted: DataStatus = {
        var data = seeded
        data.firms[1] = firm(
            "lakeshore",
            "Lakeshore Tax Group",
            [18_911, 61, 140, 1_410, 12, 140],
            drift: ["postgres": .init(added: 12), "redis": .init(changed: 3)]
        )
        data.firms[2].stores[0].drift = .init(added: 1_040, changed: 7, removed: 2)
        data.firms[2].stores[2].drift = .init(removed: 1)
        return data
    }()

    /// After a reset of one firm, which can be taken back but for a part.
    static let undoable: DataStatus = {
        var data = seeded
        data.undo = DataUndo(
            kind: .reset,
            firm: "lakeshore",
            at: now.addingTimeInterval(-90),
            sizeBytes: 4096,
            notes: ["3 workflows of Temporal come back as new runs, without their history"]
        )
        return data
    }()

    /// The first seeding: rows of the first firm are loaded, those of the second half, the third not begun.
    static let seeding: DataStatus = {
        var data = seeded
        data.state = .working
        for firm in data.firms.indices {
            data.firms[firm].seededAt = nil
            data.firms[firm].resetAt = nil
            for store in data.firms[firm].stores.indices {
                data.firms[firm].stores[store].state = .pending
                data.firms[firm].stores[store].drift = nil
            }
        }
        data.operation = DataOperation(
            kind: .seed,
            startedAt: now,
            steps: [
                .init(store: "postgres", firm: "mott-cpa", done: 1_204, total: 1_204, isFinished: true),
                .init(store: "redis", firm: "mott-cpa", done: 14, total: 14, isFinished: true),
                .init(store: "postgres", firm: "lakeshore", done: 9_456, total: 18_911),
                .init(store: "redis", firm: "lakeshore"),
                .init(store: "postgres", firm: "harrow-vale"),
                .init(store: "redis", firm: "harrow-vale"),
            ]
        )
        return data
    }()

    /// One firm is put back.
    static let resetting: DataStatus = {
        var data = drifted
        data.state = .working
        data.operation = DataOperation(
            kind: .reset,
            firm: "lakeshore",
            startedAt: now,
            steps: [
                .init(store: "postgres", firm: "lakeshore", done: 12, total: 12, isFinished: true),
                .init(store: "redis", firm: "lakeshore", done: 1, total: 3),
                .init(store: "s3", firm: "lakeshore"),
            ]
        )
        return data
    }()

    static let partial: DataStatus = {
        var data = drifted
        data.state = .partial
        for firm in data.firms.indices {
            data.firms[firm].stores[3].state = .pending
            data.firms[firm].stores[3].drift = nil
            data.firms[firm].stores[3].reason = "typesense is starting; it is loaded when it is ready"
            data.firms[firm].stores[4].state = .unavailable
            data.firms[firm].stores[4].drift = nil
            data.firms[firm].stores[4].reason = "the stack has no temporal"
        }
        data.firms[0].stores[2].state = .failed
        data.firms[0].stores[2].drift = nil
        data.firms[0].stores[2].reason = "localstack answered 500: no space left on device"
        return data
    }()

    static let failed: DataStatus = {
        var data = seeding
        data.state = .failed
        data.operation = nil
        data.problem = ControlError(
            .invalidProject,
            "seeds/firms/lakeshore/clients.csv:41: there is no column \"ein_suffix\" in clients",
            hint: "did you mean \"ein\"?"
        )
        return data
    }()

    static let wideFirms: DataStatus = {
        var data = drifted
        data.firms[0].name = "会計事務所ミナト🧾税理士法人とその長い名前の支店"
        data.firms[0].slug = "minato-zeirishi-hojin-nagoya-branch"
        data.firms[1].name = "cafe\u{301} Réseau \u{202E}& Partners — Certified Public Accountants of the Lakes"
        data.firms[2].name = "한국회계법인"
        return data
    }()

    static func snapshot(data: DataStatus?, sequence: UInt64 = 7) -> StackSnapshot {
        var snapshot = snapshot(healthyServices, sequence: sequence)
        snapshot.data = data
        return snapshot
    }

    /// A reset that put back what ``drifted`` has of one firm, but for a store that was left out.
    static func outcome(firm: String? = nil, skipping store: String? = nil) -> DataOutcome {
        var parts: [DataOutcome.Part] = [
            .init(store: "postgres", firm: "lakeshore", items: 18_911, drift: .init(added: 12), durationMs: 300),
            .init(store: "redis", firm: "lakeshore", items: 61, drift: .init(changed: 3), durationMs: 9),
        ]
        if let store {
            parts.append(
                .init(store: store, firm: "lakeshore", items: 0, drift: .init(), durationMs: 0, skipped: "not running")
            )
        }
        return DataOutcome(kind: .reset, firm: firm, durationMs: 412.4, parts: parts)
    }
}
