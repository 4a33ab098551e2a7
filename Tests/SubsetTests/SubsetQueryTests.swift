import Diagnostics
import Testing

@testable import Subset

@Suite struct SubsetQueryTests {
    private static let place = RuleFile.Place(location: SourceLocation(file: "a", line: 1, column: 1), length: 1)

    private static let rules = RuleFile(
        path: "a",
        subject: "clients",
        subjectPlace: place,
        weeks: 8,
        documentType: nil,
        documentLimit: 1,
        rules: nil,
        checks: [],
        tables: [:],
        start: place.location
    )

    private static func table(
        _ name: String,
        _ columns: [String],
        _ references: [(String, String)] = [],
        nullable: Set<String> = []
    ) -> SubsetSchema.Table {
        SubsetSchema.Table(
            name,
            source: name,
            columns: columns.map { Samples.column($0, isNullable: nullable.contains($0)) },
            primaryKey: ["id"],
            references: references.map { column, other in
                SubsetSchema.Reference(
                    columns: other == "firms" || other == "kinds" ? [column] : ["firm_id", column],
                    table: other,
                    referenced: other == "firms" || other == "kinds" ? ["id"] : ["firm_id", "id"]
                )
            }
        )
    }

    private static let schema = SubsetSchema(
        tables: [
            "firms": table("firms", ["id", "slug"]),
            "kinds": table("kinds", ["id"]),
            "clients": table("clients", ["id", "firm_id", "kind_id"], [("firm_id", "firms"), ("kind_id", "kinds")]),
            "jobs": table("jobs", ["id", "firm_id", "client_id"], [("client_id", "clients")]),
            "hours": table("hours", ["id", "firm_id", "job_id"], [("job_id", "jobs")]),
            "mails": table(
                "mails",
                ["id", "firm_id", "job_id"],
                [("job_id", "jobs"), ("firm_id", "firms")],
                nullable: ["job_id"]
            ),
        ],
        order: ["firms", "kinds", "clients", "jobs", "hours", "mails"],
        firms: "firms",
        firmColumn: "firm_id"
    )

    private func select(_ table: String, firms: [String]? = nil, limit: Int? = nil) -> String {
        SubsetQueries(Self.schema, Self.rules, firms: firms, limit: limit).select(table, ["id"], isOrdered: false)
    }

    @Test func subjectAndFirmComeFromTheNearestReference() {
        #expect(select("clients") == #"SELECT t."id", t."id", t."firm_id" FROM clients t"#)
        #expect(select("jobs") == #"SELECT t."id", t."client_id", t."firm_id" FROM jobs t"#)
        #expect(
            select("hours") == """
                SELECT t."id", j1."client_id", t."firm_id" FROM hours t LEFT JOIN jobs j1 ON j1."firm_id" = t."firm_id" \
                AND j1."id" = t."job_id"
                """
        )
        #expect(select("firms") == #"SELECT t."id", NULL, t."id" FROM firms t"#)
        #expect(select("kinds") == #"SELECT t."id", NULL, NULL FROM kinds t"#)
    }

    @Test func aFirmIsChosenByItsColumnAlone() {
        #expect(select("hours", firms: ["a'b"]).hasSuffix(#"WHERE t."firm_id" IN ('a''b')"#))
        #expect(select("firms", firms: ["a"]).hasSuffix(#"WHERE t."id" IN ('a')"#))
    }

    @Test func aTableOfNoFirmGetsOnlyReferencedRows() {
        let expected = #"WHERE ((t."id") IN (SELECT u1."kind_id" FROM clients u1 WHERE u1."firm_id" IN ('a')))"#
        #expect(select("kinds", firms: ["a"]).hasSuffix(expected))
    }

    @Test func aLimitReachesWhatHangsOnTheClients() {
        let clients = """
            "id" IN (SELECT n.key FROM (SELECT s."id" AS key, row_number() OVER (PARTITION BY s."firm_id" ORDER BY s."id") \
            AS place FROM clients s) n WHERE n.place <= 2)
            """
        #expect(select("clients", limit: 2).contains("t.\(clients)"))
        let hours = select("hours", limit: 2)
        #expect(hours.contains(#"(t."firm_id", t."job_id") IN (SELECT r1."firm_id", r1."id" FROM jobs r1 WHERE "#))
        #expect(hours.contains(#"(r1."firm_id", r1."client_id") IN (SELECT r2."firm_id", r2."id" FROM clients r2 "#))
        #expect(hours.contains("r2.\(clients)"))
        #expect(select("mails", limit: 2).contains(#"(t."job_id" IS NULL OR (t."firm_id", t."job_id") IN "#))
    }
}
