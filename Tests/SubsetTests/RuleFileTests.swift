import Diagnostics
import Foundation
import Testing

@testable import Subset

@Suite struct RuleFileTests {
    /// Reads rules from a file of its own.
    private func read(_ text: String) throws -> RuleFile {
        let path = NSTemporaryDirectory() + "cpadev-rules-\(UUID()).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try RuleFileReader(path: path, display: "anonymise.yaml").read()
    }

    /// The problems of rules, each as `file:line:column code`.
    private func problems(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            let diagnostics = (error as? DiagnosticsError)?.diagnostics ?? []
            return diagnostics.map { "\($0.location?.description ?? "") \($0.code.rawValue)" }
        }
    }

    @Test func everyFormOfARuleIsRead() throws {
        let rules = try read(
            """
            subject: clients
            dates: { weeks: 4 }
            tables:
              clients:
                id: keep
                a: { keep: [x, y] }
                b: null
                c: { set: none }
                d: person
                e: { by: a, x: ssn, y: ein }
                f: amount
                g: { amount: 20% }
                h: date
                i: { date: 9 }
                j: document
              secrets: none
            """
        )
        #expect(rules.weeks == 4)
        #expect(rules.rule("clients", "id") == .keep)
        #expect(rules.rule("clients", "a") == .keepOnly(["x", "y"]))
        #expect(rules.rule("clients", "b") == .null)
        #expect(rules.rule("clients", "c") == .constant("none"))
        #expect(rules.rule("clients", "d") == .fake(.person))
        let kinds = [ColumnRule.Choice(value: "x", kind: .ssn), ColumnRule.Choice(value: "y", kind: .ein)]
        #expect(rules.rule("clients", "e") == .fakeBy(column: "a", kinds: kinds))
        #expect(rules.rule("clients", "f") == .amount(share: 0.15))
        #expect(rules.rule("clients", "g") == .amount(share: 0.2))
        #expect(rules.rule("clients", "h") == .date(weeks: nil))
        #expect(rules.rule("clients", "i") == .date(weeks: 9))
        #expect(rules.rule("clients", "j") == .document)
        #expect(rules.tables["secrets"]?.isLeftOut == true)
    }

    @Test(arguments: [
        ("tables: {}\n", ["anonymise.yaml:1:1 missing-key"]),
        ("subject: a\ntables:\n  a:\n    b: persn\n", ["anonymise.yaml:4:8 unknown-rule"]),
        ("subject: a\ntables:\n  a:\n    b:\n", ["anonymise.yaml:4:7 unknown-rule"]),
        ("subject: a\ntables:\n  a:\n    b: { amount: 80% }\n", ["anonymise.yaml:4:18 bad-value"]),
        ("subject: a\ntables:\n  a:\n    b: { by: c }\n", ["anonymise.yaml:4:14 wrong-type"]),
        ("subject: a\ntables:\n  a: keep\n", ["anonymise.yaml:3:6 wrong-type"]),
        ("subject: a\ntabels: {}\ntables: {}\n", ["anonymise.yaml:2:1 unknown-key"]),
        ("subject: a\nrules: nowhere\ntables: {}\n", ["anonymise.yaml:2:8 file-not-found"]),
        ("subject: a\ndates: { weeks: 0 }\ntables: {}\n", ["anonymise.yaml:2:17 bad-value"]),
    ])
    func aMistakeIsReportedAtItsPlace(text: String, places: [String]) { #expect(problems(text) == places) }

    // MARK: Rules and tables

    private static let schema = SubsetSchema(
        tables: [
            "clients": SubsetSchema.Table(
                "clients",
                source: "clients",
                columns: [
                    Samples.column("id", "uuid", isUnique: true), Samples.column("name"),
                    Samples.column("since", "date"),
                    Samples.column("fee_cents", "bigint"), Samples.column("iban", isNullable: true),
                    Samples.column("search", "tsvector", isGenerated: true),
                ],
                primaryKey: ["id"],
                references: []
            )
        ],
        order: ["clients"],
        firms: "firms",
        firmColumn: "firm_id"
    )

    private func check(_ columns: String, samples: [String: [String: String]] = [:]) throws -> [Diagnostic] {
        let rules = try read("subject: clients\ntables:\n  clients: { \(columns) }\n")
        return RuleCheck(rules, Self.schema, documents: "documents", samples: samples).run()
    }

    private static let all = "id: keep, name: person, since: date, fee_cents: amount"

    @Test func aColumnWithoutARuleIsNamedWithASuggestion() throws {
        let problems = try check(Self.all)
        #expect(problems.map(\.code.rawValue) == ["missing-rule"])
        #expect(problems.first?.message == "the column clients.iban (text) has no rule, so nothing is pulled")
        #expect(problems.first?.hint == "perhaps, under clients: `iban: hash`")
        #expect(problems.first?.location?.description == "anonymise.yaml:3:3")
    }

    @Test func aSuggestionFollowsFromTheContent() throws {
        let problems = try check(Self.all, samples: ["clients": ["iban": "078-05-1120"]])
        #expect(problems.first?.hint == "perhaps, under clients: `iban: ssn`")
    }

    @Test(arguments: [
        ("\(all), iban: null", []),
        ("\(all), iban: null, ibam: hash", ["unknown-column"]),
        ("\(all), iban: null, search: text", ["generated-column"]),
        (
            "id: person, name: null, since: amount, fee_cents: date, iban: hash",
            ["wrong-rule", "not-null", "wrong-rule", "wrong-rule"]
        ),
        (
            "id: keep, name: { by: kind, a: person }, since: date, fee_cents: amount, iban: document",
            ["unknown-column", "wrong-rule"]
        ),
    ])
    func aRuleMustFitItsColumn(columns: String, codes: [String]) throws {
        #expect(try check(columns).map(\.code.rawValue) == codes)
    }
}
