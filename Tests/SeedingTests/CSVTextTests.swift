import Testing

@testable import Seeding

@Suite struct CSVTextTests {
    private func records(_ text: String) throws -> [[String]] {
        let csv = CSVText(bytes: Array(text.utf8))
        var reader = CSVText.Reader(csv)
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record.fields.map(csv.text)) }
        return records
    }

    private func problem(_ text: String) -> CSVText.Problem? {
        do { _ = try records(text) } catch { return error as? CSVText.Problem }
        return nil
    }

    @Test func fieldsAreSplitAtCommasAndQuotesAreTakenOff() throws {
        #expect(try records("a,b\n1,\"x, \"\"y\"\"\"\n") == [["a", "b"], ["1", "x, \"y\""]])
    }

    @Test func emptyAndMissingFieldsAreEmptyTexts() throws {
        #expect(try records(",\n\"\",") == [["", ""], ["", ""]])
    }

    @Test func windowsNewlinesEndLinesToo() throws { #expect(try records("a\r\nb\r\n") == [["a"], ["b"]]) }

    @Test func lastLineNeedsNoNewline() throws { #expect(try records("a\nb") == [["a"], ["b"]]) }

    @Test func emptyLineIsARecordWithOneEmptyField() throws {
        #expect(try records("a\n\nb\n") == [["a"], [""], ["b"]])
    }

    @Test func textWithNothingInItHasNoRecords() throws { #expect(try records("").isEmpty) }

    @Test func linesAreCountedThroughQuotedNewlines() throws {
        var reader = CSVText.Reader(CSVText(bytes: Array("a\n\"1\n2\"\r\n3\n".utf8)))
        var lines: [Int] = []
        while let record = try reader.next() { lines.append(record.line) }
        #expect(lines == [1, 2, 4])
    }

    @Test func quoteThatIsNeverClosedIsNamedWhereItOpens() {
        #expect(problem("a,b\n1,\"x\ny\n")?.code == "open-quote")
        #expect(problem("a,b\n1,\"x\ny\n").map { [$0.line, $0.column] } == [2, 3])
    }

    @Test func quoteWithinAPlainFieldIsNamed() {
        let found = problem("ü,x\"y\n")
        #expect(found?.code == "stray-quote")
        #expect(found.map { [$0.line, $0.column] } == [1, 4])
    }

    @Test func textBehindAClosingQuoteIsNamed() {
        let found = problem("a\n\"x\"y\n")
        #expect(found?.code == "stray-quote")
        #expect(found.map { [$0.line, $0.column] } == [2, 4])
    }

    @Test func carriageReturnThatEndsNoLineIsNamed() {
        #expect(problem("a\rb\n")?.code == "stray-return")
        #expect(problem("a\r")?.code == "stray-return")
    }

    @Test func quotedTextReadsBack() throws {
        for text in ["", "a", "\"", "\"\"", "a\"b,c\nd", "e\u{301}\"\u{301}"] {
            #expect(try records(CSVText.quoted(text) + "\n") == [[text]])
        }
    }

    @Test func columnsAreCountedInCharacters() throws {
        let csv = CSVText(bytes: Array("ä,öü,c\n".utf8))
        var reader = CSVText.Reader(csv)
        let record = try #require(try reader.next())
        #expect(record.fields.map { csv.place(of: $0, in: record).column } == [1, 3, 6])
        #expect(record.fields.map { csv.length(of: $0) } == [1, 2, 1])
    }

    /// Earlier fields of the record may have line breaks.
    @Test func fieldsArePlacedOnTheirOwnLine() throws {
        let csv = CSVText(bytes: Array("h,i\n\"a\nb\nc\",d,\"e\n\",f\n".utf8))
        var reader = CSVText.Reader(csv)
        _ = try reader.next()
        let record = try #require(try reader.next())
        let places = record.fields.map { csv.place(of: $0, in: record) }
        #expect(places.map(\.line) == [2, 4, 4, 5])
        #expect(places.map(\.column) == [1, 4, 6, 3])
    }
}
