import Diagnostics
import Testing

@testable import Seeding

@Suite struct RowProblemTests {
    private func place(_ text: String, _ failure: PostgresFailure) -> String? {
        let bytes = Array(text.utf8)
        var file = TableFile(firm: "oak", table: "clients", path: "/x", display: "clients.csv")
        file.columns = text.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
        let table = CheckedTable(file: file, text: CSVText(bytes: bytes), rows: 3)
        let problem = RowProblem(table, failure).diagnostic
        return problem.location.map { "\($0) \(problem.code.rawValue) \(problem.length)" }
    }

    private static let rows = "id,kind,note\n1,a,x\n2,\"b\nc\",y\n3,dd,z\n"

    private func failure(_ state: String, context: String? = nil, detail: String? = nil) -> PostgresFailure {
        PostgresFailure(sqlState: state, message: "no", detail: detail, context: context)
    }

    @Test func contextNamesLineAndColumn() {
        let text = "COPY clients, line 4, column kind: \"dd\""
        #expect(place(Self.rows, failure("22P02", context: text)) == "clients.csv:5:3 bad-value 2")
    }

    @Test func lineWithinAQuotedFieldIsItsRecords() {
        let text = "COPY clients, line 3: \"2,\"b\nc\",y\""
        #expect(place(Self.rows, failure("23514", context: text)) == "clients.csv:3:1 check-violation 1")
    }

    @Test func rowsThatSpeakOfColumnsNameNone() {
        #expect(CopyContext("COPY clients, line 2: \"1,a, column note: x\"")?.column == nil)
    }

    @Test func contextMayStandBelowThatOfAFunction() {
        #expect(CopyContext("PL/pgSQL function f() line 3 at RAISE\nCOPY clients, line 2")?.line == 2)
        #expect(CopyContext("PL/pgSQL function f() line 3 at RAISE") == nil)
    }

    @Test func lineOfACopyIsThatOfTheFile() {
        #expect(place(Self.rows, failure("22P02", context: "COPY clients, line 9")) == "clients.csv:2:1 bad-value 1")
    }

    @Test func keyOfADetailIsLookedFor() {
        let detail = "Key (id, kind)=(3, DD) is not present in table \"kinds\"."
        #expect(place(Self.rows, failure("23503", detail: detail)) == "clients.csv:5:3 foreign-key 2")
    }

    @Test func whatCannotBeFoundStandsAtTheBeginning() {
        let detail = "Key (id)=(9) is not present in table \"kinds\"."
        #expect(place(Self.rows, failure("23503", detail: detail)) == "clients.csv:1:1 foreign-key 1")
        #expect(place(Self.rows, failure("42501")) == "clients.csv:1:1 refused-row 1")
    }

    @Test(arguments: [
        ("22P02", true), ("23505", true), ("42P01", true), ("57014", true), ("", false), ("53100", false),
        ("57P01", false),
        ("58030", false), ("XX001", false),
    ])
    func whatTheServerCannotDoIsNoRowsFault(state: String, isStatementError: Bool) {
        #expect(PostgresFailure(sqlState: state, message: "").isStatementError == isStatementError)
    }
}
