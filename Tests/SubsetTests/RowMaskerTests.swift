import Diagnostics
import Testing

@testable import Subset

@Suite struct RowMaskerTests {
    private static let place = RuleFile.Place(location: SourceLocation(file: "a", line: 1, column: 1), length: 1)

    private func plan(_ columns: [(SubsetSchema.Column, ColumnRule)]) -> TablePlan {
        let table = SubsetSchema.Table(
            "t",
            source: "t",
            columns: columns.map(\.0),
            primaryKey: ["id"],
            references: []
        )
        var rules: [String: RuleFile.Column] = [:]
        for (column, rule) in columns { rules[column.name] = RuleFile.Column(rule: rule, place: Self.place) }
        let file = RuleFile(
            path: "a",
            subject: "t",
            subjectPlace: Self.place,
            weeks: 8,
            documentType: nil,
            documentLimit: 1,
            rules: nil,
            checks: [],
            tables: ["t": RuleFile.Table(place: Self.place, isLeftOut: false, columns: rules)],
            start: Self.place.location
        )
        return TablePlan(table, file, documents: nil)
    }

    private func mask(_ rows: [String], _ plan: TablePlan) throws -> [String] {
        var masker = RowMasker(key: Samples.key, weeks: 8)
        var originals = Samples.originals()
        return try rows.map { row in
            var line: [UInt8] = []
            try Samples.withBytes(row + "\n") { try masker.mask($0, plan, avoiding: &originals, into: &line) }
            return String(decoding: line, as: UTF8.self)
        }
    }

    @Test func valuesAreReadAndWrittenAsTheServerDoes() throws {
        let columns = ["a", "b", "c", "d"].map { (Samples.column($0), ColumnRule.keep) }
        let rows = ["plain\t\\N\t\tx\\ty\tS\tF", "a,b\tq\"q\tline\\nend\tback\\\\slash\tS\tF"]
        #expect(
            try mask(rows, plan(columns)) == [
                #"plain,,"",x\#u{9}y"#, "\"a,b\",\"q\"\"q\",\"line\nend\",\"back\\slash\"",
            ]
        )
    }

    @Test func onlyListedValuesStay() throws {
        let plan = plan([(Samples.column("a"), .keepOnly(["x", "y"])), (Samples.column("b"), .null)])
        #expect(try mask(["y\tq\tS\tF", "z\tq\tS\tF", "\\N\tq\tS\tF"], plan) == ["y,", "x,", ","])
    }

    @Test func datesOfASubjectMoveTogetherByWholeWeeks() throws {
        let plan = plan([
            (Samples.column("a", "date"), .date(weeks: nil)), (Samples.column("b", "date"), .date(weeks: 2)),
        ])
        let rows = try mask(
            ["2026-03-16\t2026-03-16\tS\tF", "2026-03-17 10:00:00.5+00\tinfinity\tS\tF", "2026-03-16\t\\N\tT\tF"],
            plan
        )
        #expect(rows[0].hasSuffix(",2026-03-02"))
        #expect(rows[1].contains(" 10:00:00.5+00,infinity"))
        let days = try rows[..<2].map { try #require(Self.day($0)) }
        #expect(days[1] == days[0] + 1)
        let shift = try #require(Self.day("2026-03-16")) - days[0]
        #expect(shift % 7 == 0 && (7...56).contains(shift))
    }

    private static func day(_ text: String) -> Int? {
        let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        // March 2026 and the two months before.
        return [1: 0, 2: 31, 3: 59][parts[1]].map { $0 + parts[2] }
    }

    @Test func amountsOfASubjectKeepTheirProportion() throws {
        let plan = plan([
            (Samples.column("a", "bigint"), .amount(share: 0.2)),
            (Samples.column("b", "numeric(9,2)"), .amount(share: 0.2)),
        ])
        let rows = try mask(["100000\t-1000.00\tS\tF", "1\t0.00\tS\tF", "NaN\t0.05\tS\tF"], plan)
        let first = rows[0].split(separator: ",").compactMap { Double($0) }
        #expect((80_000.0...120_000.0).contains(first[0]))
        #expect(abs(first[0] / 100 + first[1]) <= 0.01)
        #expect(rows[1] == "1,0.00")
        #expect(rows[2].hasPrefix("NaN,0.0"))
    }

    @Test func theKindFollowsFromAnotherColumn() throws {
        let kinds = [ColumnRule.Choice(value: "p", kind: .ssn), ColumnRule.Choice(value: "c", kind: .ein)]
        let plan = plan([(Samples.column("a"), .keep), (Samples.column("b"), .fakeBy(column: "a", kinds: kinds))])
        let rows = try mask(["p\t1\tS\tF", "c\t1\tS\tF", "?\t1\tS\tF"], plan)
        #expect(rows.map(\.count) == [13, 12, 13])
    }

    @Test func aValueIsNotLongerThanItsType() throws {
        let plan = plan([(Samples.column("a", "character varying(6)"), .fake(.text))])
        #expect(try mask(["something long\tS\tF"], plan)[0].count == 6)
    }
}
