import ControlAPI
import Testing

@Suite struct LossWordsTests {
    private func phrases(_ changes: [DatabaseChange]) -> [String] { DriftSummary(changes: changes, firms: []).phrases }

    @Test func whatIsLostIsOneSentence() {
        let words = DriftSummary(
            changes: [
                .init(.table, "my_work", .added, rows: .init(1002)), .init(.table, "dev.x", .added),
                .init(.policy, "tenant", table: "clients", .dropped),
            ],
            firms: [
                (
                    "tidewater-tax",
                    [("postgres", .init(added: 4, changed: 5, removed: 3)), ("redis", .init(changed: 1))]
                ),
                ("okafor-cpa", [("postgres", .init())]),
            ]
        )
        #expect(
            words.sentence
                == "2 of your tables (my_work, 1,002 rows; dev.x), 1 policy dropped on clients (tenant), 12 rows and 1 key of tidewater-tax"
        )
    }

    @Test func nothingIsNoWords() {
        let words = DriftSummary(changes: [], firms: [("a", [("postgres", .init())])])
        #expect(words.isEmpty && words.sentence.isEmpty)
    }

    @Test func changesAreGroupedByKindAndByWhatHappened() {
        #expect(
            phrases([
                .init(.column, "foo", table: "clients", .added), .init(.column, "bar", table: "clients", .added),
                .init(.column, "foo", table: "tasks", .dropped), .init(.notNull, "phone", table: "clients", .dropped),
                .init(.rowSecurity, "", table: "clients", .changed),
                .init(.roleAttribute, "bypassrls", role: "cpa_app", .changed),
                .init(.rows, "tax_codes", .changed, drift: .init(changed: 1, removed: 1)),
                .init(.largeObjects, "", .added, rows: .init(2)),
                .init(.index, "a", table: "t", .added), .init(.index, "b", table: "t", .added),
            ]) == [
                "2 columns added (clients.foo; clients.bar)", "1 column dropped (tasks.foo)",
                "1 NOT NULL dropped (clients.phone)", "1 row-level security setting changed on clients",
                "1 role attribute changed (bypassrls of cpa_app)", "2 rows of no firm (tax_codes, 2 rows)",
                "2 large objects added", "2 indexes added (a on t; b on t)",
            ]
        )
    }

    @Test func longListsAreCut() {
        let tables = (1...9).map { DatabaseChange(.table, "t\($0)", .added, rows: .init(5_000_000, isEstimate: true)) }
        let row = "about 5,000,000 rows"
        #expect(phrases(tables) == ["9 of your tables (t1, \(row); t2, \(row); t3, \(row); and 6 more)"])
        let firms = (1...20).map { ("firm-\($0)", [("s3", DataStatus.Drift(added: 1))]) }
        let sentence = DriftSummary(
            changes: [],
            firms: firms.map { (name: $0, drifts: $1.map { (store: $0, drift: $1) }) }
        ).sentence
        #expect(sentence.hasSuffix("1 object of firm-8, and 12 more"))
    }

    @Test func namesCannotActOnATerminal() {
        let name = "a\u{1B}]0;title\u{07}b\u{1B}[31mc\nd\u{202E}e\u{9B}2J"
        let text = phrases([.init(.table, name, .added), .init(.view, String(repeating: "x", count: 200), .dropped)])
        #expect(text[0] == "1 of your tables (abc␊d\u{FFFD}e)")
        #expect(text[1].count < 100)
    }

    @Test func resetOfOneFirmLeavesTheDatabasesObjectsAlone() {
        let status = DataStatus(
            state: .seeded,
            firms: ["a", "b"].map { slug in
                .init(slug: slug, name: slug, stores: [.init(name: "postgres", state: .seeded, drift: .init(added: 1))])
            },
            databaseChanges: [.init(.table, "mine", .added)]
        )
        #expect(DriftSummary(status, firm: "a").sentence == "1 row of a")
        #expect(DriftSummary(status).sentence == "1 of your tables (mine), 1 row of a, 1 row of b")
    }
}
