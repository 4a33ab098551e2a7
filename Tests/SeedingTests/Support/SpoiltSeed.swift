import Testing

@testable import Seeding

/// A seed with something wrong in it, and where that has to be found.
struct SpoiltSeed: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Each as `file:line:column code`.
    var places: [String]
    var spoil: @Sendable (SeedFolder) throws -> Void

    private init(_ name: String, _ places: [String], _ spoil: @escaping @Sendable (SeedFolder) throws -> Void) {
        testDescription = name
        self.places = places.map { "seeds/" + $0 }
        self.spoil = spoil
    }

    private static let clients = "firms/oak/clients.csv"
    /// The line behind the two clients that there are.
    private static func client(_ row: Int, firm: Int = 1, number: String = "C-9", kind: String = "individual") -> String
    {
        "\(SeedFolder.id(1, 4, row)),\(SeedFolder.id(firm, 1, 1)),\(number),Cy,\(kind),2026-01-01T00:00:00Z"
    }

    static let all = [
        SpoiltSeed("unknown column", ["\(clients):1:24 unknown-column"]) {
            try $0.change(clients, ",kind,", ",kin,")
        },
        SpoiltSeed("generated column", ["\(clients):1:19 generated-column"]) {
            try $0.change(clients, ",name,", ",upper_name,")
        },
        SpoiltSeed("computed column", ["firms/oak/documents.csv:1:22 computed-column"]) {
            try $0.write(
                "firms/oak/documents.csv",
                "id,firm_id,client_id,@file,sha256\n".replacing("@file,sha256", with: "sha256,@file")
            )
        },
        SpoiltSeed("unknown table", ["firms/oak/client.csv:1:1 unknown-table"]) {
            try $0.write("firms/oak/client.csv", "id\n")
        },
        SpoiltSeed("too few fields", ["\(clients):5:3 wrong-field-count"]) { try $0.append(clients, "1,2") },
        SpoiltSeed("too many fields", ["\(clients):5:114 wrong-field-count"]) {
            try $0.append(clients, client(9) + ",,")
        },
        SpoiltSeed("stray quote", ["\(clients):2:80 stray-quote"]) { try $0.change(clients, "Ana", "A\"na") },
        SpoiltSeed("open quote", ["\(clients):3:79 open-quote"]) { try $0.change(clients, "and sons\"", "and sons") },
        SpoiltSeed("empty line", ["\(clients):3:1 empty-line"]) { try $0.change(clients, "Z\n", "Z\n\n") },
        SpoiltSeed("end mark", ["\(clients):4:1 end-mark"]) { try $0.change(clients, "Li,\n", "Li,\n\\.\n") },
        SpoiltSeed("another firm's row", ["\(clients):5:38 other-firm"]) {
            try $0.append(clients, client(9, firm: 2))
        },
        SpoiltSeed("wrong type", ["\(clients):2:94 bad-value"]) {
            try $0.change(clients, "2026-01-31T10:00:00Z", "soon")
        },
        SpoiltSeed("missing value", ["\(clients):2:79 missing-value"]) { try $0.change(clients, ",Ana,", ",,") },
        SpoiltSeed("check constraint", ["\(clients):5:1 check-violation"]) {
            try $0.append(clients, client(9, kind: "trust"))
        },
        SpoiltSeed("duplicate key", ["\(clients):5:1 duplicate-key"]) { try $0.append(clients, client(2)) },
        SpoiltSeed("duplicate number", ["\(clients):5:1 duplicate-key"]) {
            try $0.append(clients, client(9, number: "C-1"))
        },
        SpoiltSeed("bad foreign key", ["firms/oak/documents.csv:3:75 foreign-key"]) {
            let (id, firm) = (SeedFolder.id(1, 8, 2), SeedFolder.id(1, 1, 1))
            try $0.append("firms/oak/documents.csv", "\(id),\(firm),\(SeedFolder.id(2, 4, 1)),w-2.txt")
        },
        // What only follows from a file that was refused is not told.
        SpoiltSeed("two files", ["firms/elm/clients.csv:2:94 bad-value", "\(clients):2:79 missing-value"]) {
            try $0.change(clients, ",Ana,", ",,")
            try $0.change("firms/elm/clients.csv", "2026-01-31T10:00:00Z", "2026-02-30")
        },
        SpoiltSeed("form of two files", ["firms/elm/clients.csv:1:24 unknown-column", "\(clients):2:80 stray-quote"]) {
            try $0.change("firms/elm/clients.csv", ",kind,", ",sort,")
            try $0.change(clients, "Ana", "A\"na")
        },
        SpoiltSeed("deferred key", ["\(clients):2:1 foreign-key"]) {
            try $0.write(
                "migrations/0003_deferred.sql",
                "ALTER TABLE clients ADD FOREIGN KEY (id) REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED"
            )
        },
        SpoiltSeed("migration", ["migrations/0002_documents.up.sql:4:27 bad-migration"]) {
            try $0.change("migrations/0002_documents.up.sql", "REFERENCES firms", "REFERS firms")
        },
        // Nothing of it can be recorded where the table of migrations is not to be seen.
        SpoiltSeed("migration that cannot be recorded", ["migrations/0003_path.sql:1:1 bad-migration"]) {
            try $0.write("migrations/0003_path.sql", "SELECT set_config('search_path', '', false)")
        },
        SpoiltSeed("check that fails", ["checks/fees.sql:1:1 check-failed"]) {
            try $0.change("checks/fees.sql", "< 0", "> 0")
        },
        SpoiltSeed("check that is no SQL", ["checks/fees.sql:1:16 bad-check"]) {
            try $0.change("checks/fees.sql", "fee FROM", "fees FROM")
        },
        SpoiltSeed("columns of the manifest", ["seeds.yaml:10:19 unknown-column", "seeds.yaml:10:39 unknown-column"]) {
            try $0.change("seeds.yaml", "key: object_key", "key: object_kee")
            try $0.change("seeds.yaml", "sha256: sha256", "sha256: sha512")
        },
        // A column @file is known in the table of documents only.
        SpoiltSeed(
            "table of the manifest",
            [
                "firms/elm/documents.csv:1:22 unknown-column", "firms/oak/documents.csv:1:22 unknown-column",
                "seeds.yaml:9:10 unknown-table",
            ]
        ) {
            try $0.change("seeds.yaml", "table: documents", "table: document")
        },
    ]
}
