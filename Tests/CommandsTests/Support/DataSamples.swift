import ControlAPI
import FoundationEssentials

/// Made-up seed data with a store in every state, at the moment of ``StatusSamples``.
enum DataSamples {
    private static let now = StatusSamples.now

    static let status: DataStatus = {
        var status = DataStatus(
            state: .partial,
            seed: .init(
                hash: String(repeating: "3f9a1c07", count: 8),
                asOf: "2026-01-15",
                scale: 4,
                manifest: "/home/dev/cpa/seeds/seeds.yaml",
                isStale: true
            ),
            firms: [lakeshore, mott],
            databaseChanges: changes,
            notMeasured: "the table 'audit_log' is locked by pid 77",
            notKept: "3100 MiB are more than 2048",
            operation: DataOperation(
                kind: .refill,
                firm: "mott-cpa",
                startedAt: now - 3,
                steps: [
                    .init(store: "postgres", firm: "mott-cpa", done: 1204, total: 1204, isFinished: true),
                    .init(store: "temporal", firm: "mott-cpa", done: 1, total: 3),
                ]
            ),
            problem: ControlError(
                .storeFailed,
                "s3 answered 500: no space left on device",
                hint: "free space, then: cpadev seed"
            )
        )
        status.sharedDrift = ["typesense": .init(changed: 1)]
        status.undo = undo
        return status
    }()

    static let outcome: DataOutcome = {
        var outcome = DataOutcome(
            kind: .reset,
            firm: "lakeshore",
            durationMs: 412.4,
            parts: [
                .init(store: "postgres", firm: "lakeshore", items: 18_911, drift: .init(added: 12), durationMs: 300.5),
                .init(store: "redis", firm: "lakeshore", items: 61, drift: .init(changed: 3), durationMs: 9),
                .init(
                    store: "s3",
                    firm: "lakeshore",
                    items: 140,
                    drift: .init(),
                    durationMs: 0,
                    skipped: "no space left on device",
                    isFailed: true
                ),
            ],
            databaseChanges: changes,
            notMeasured: "the table 'audit_log' is locked by pid 77",
            notes: ["finished a reset that was killed"]
        )
        outcome.loadedRows = 18_911
        outcome.loadSeconds = 0.25
        outcome.undo = undo
        return outcome
    }()

    static let snapshots = [
        DataSnapshotInfo(
            name: "before-migration",
            createdAt: now - 86_400,
            sizeBytes: 73_400_320,
            stores: ["postgres", "redis", "s3", "typesense"]
        ),
        DataSnapshotInfo(name: "empty", createdAt: now, sizeBytes: 4096, stores: ["postgres"]),
    ]

    private static let lakeshore = DataStatus.Firm(
        slug: "lakeshore",
        name: "Lakeshore Tax Group",
        tenantId: "5b0c3f1e-0000-4000-8000-000000000001",
        seededAt: now - 7200,
        resetAt: now - 600,
        stores: [
            .init(name: "postgres", state: .seeded, items: 18_911, drift: .init(added: 12, changed: 7, removed: 1)),
            .init(name: "redis", state: .seeded, items: 61, drift: .init()),
            .init(name: "s3", state: .failed, items: 140, reason: "no space left on device"),
            .init(name: "typesense", state: .pending, items: 1410, reason: "it is loaded when typesense is ready"),
            .init(name: "temporal", state: .working, items: 12),
            .init(name: "clamav", state: .unavailable, items: 140, reason: "there are no signatures"),
        ]
    )

    private static let mott = DataStatus.Firm(
        slug: "mott-cpa",
        name: "会計事務所ミナト🧾",
        stores: [.init(name: "postgres", state: .seeded, items: 1, drift: .init(removed: 1))]
    )

    private static let changes: [DatabaseChange] = [
        .init(.table, "my_work", .added, rows: .init(1002)),
        .init(.table, "big", .added, rows: .init(4_000_000, isEstimate: true)),
        .init(.policy, "tenant", table: "clients", .dropped),
        .init(.roleAttribute, "LOGIN", role: "app", .changed),
        .init(.rows, "tax_rates", .changed, drift: .init(changed: 2)),
    ]

    private static let undo = DataUndo(
        kind: .reset,
        firm: "lakeshore",
        at: now - 600,
        sizeBytes: 4096,
        notes: ["3 workflows of Temporal come back as new runs, without their history"]
    )
}
