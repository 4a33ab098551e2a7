import ControlAPI
import Diagnostics
import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresScanTests {
    private static let hash = SampleStack.hash

    private static let documents = SeedManifest.Documents(
        table: "documents",
        keyColumn: "object_key",
        sha256Column: "sha256",
        sizeColumn: "size",
        scanColumn: "scan",
        bucket: "b",
        sizeLimit: 1
    )

    @Sendable private static func fill(_ link: PostgresLink) async throws {
        try await SampleRows.fill(link)
        try await link.runScript(
            """
            CREATE TABLE documents (id int PRIMARY KEY, firm_id uuid NOT NULL, sha256 text, scan text NOT NULL, title text);
            INSERT INTO documents VALUES (1, '\(SampleRows.a)', 'one', 'pending', 'x'), (2, '\(SampleRows.a)', 'two', 'pending', 'x'),
                (3, '\(SampleRows.b)', 'one', 'pending', 'x'), (4, '\(SampleRows.b)', 'other', 'pending', 'x')
            """
        )
    }

    @Test func statesAreWrittenWhereNobodyChangedAnything() async throws {
        let sample = try await SampleStack.fresh()
        try await sample.store.claim()
        try await sample.store.buildTemplate(Self.hash, fill: Self.fill)
        try await sample.store.reset(to: Self.hash)
        try await sample.run("UPDATE documents SET title = 'mine' WHERE id = 2; CREATE TABLE my_work (n int)")
        let before = try await sample.store.rowDrift()
        let session = try await sample.server.open(sample.database)
        try await sample.store.note(scans: ["one": "clean", "two": "infected"], of: Self.documents)
        let states = try await sample.run("SELECT scan FROM documents ORDER BY id").rows.map { $0[0] }
        #expect(states == ["clean", "pending", "clean", "pending"])
        #expect(try await sample.store.rowDrift() == before)
        // Nobody was shut out, and nothing else was touched.
        #expect(try await session.run("SELECT count(*) FROM my_work").value == "0")
        await session.close()
    }
}
