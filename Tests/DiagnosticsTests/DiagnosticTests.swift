import Diagnostics
import Testing

/// Diagnostics as values: order, severity, places.
@Suite struct DiagnosticTests {
    private func at(_ file: String, _ line: Int, _ column: Int) -> Diagnostics.SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }

    @Test func readingOrderIsFileThenLineThenColumn() {
        let places = [at("b", 1, 1), at("a", 10, 1), at("a", 9, 5), at("a", 9, 1)]
        let sorted = places.map { Diagnostic(.error, "c", "m", at: $0) }.inReadingOrder().map(\.location)
        #expect(sorted == [at("a", 9, 1), at("a", 9, 5), at("a", 10, 1), at("b", 1, 1)])
    }

    @Test func thoseWithoutAPlaceComeFirstAndEqualsKeepTheirOrder() {
        let diagnostics = [
            Diagnostic(.error, "c1", "m", at: at("a", 1, 1)), Diagnostic(.error, "c2", "m"),
            Diagnostic(.error, "c3", "m", at: at("a", 1, 1)), Diagnostic(.error, "c4", "m"),
        ]
        #expect(diagnostics.inReadingOrder().map(\.code) == ["c2", "c4", "c1", "c3"])
    }

    @Test func anErrorSortsWhatItIsGiven() {
        let error = DiagnosticsError([Diagnostic(.error, "b", "m", at: at("b", 1, 1)), Diagnostic(.note, "a", "m")])
        #expect(error.diagnostics.map(\.code) == ["a", "b"])
    }

    @Test func onlyErrorsCountAsErrors() {
        #expect([Diagnostic(.warning, "c", "m"), Diagnostic(.note, "c", "m")].hasErrors == false)
        #expect([Diagnostic(.warning, "c", "m"), Diagnostic(.error, "c", "m")].hasErrors)
        #expect([Diagnostic.Severity.error, .note, .warning].sorted() == [.note, .warning, .error])
    }

    @Test func aLengthIsAtLeastOne() {
        #expect(Diagnostic(.error, "c", "m", length: 0).length == 1)
        #expect(Diagnostic(.error, "c", "m", length: -5).length == 1)
    }

    @Test func aPlaceIsALinkForATerminal() {
        #expect(at("dir/a.yaml", 3, 7).description == "dir/a.yaml:3:7")
    }
}
