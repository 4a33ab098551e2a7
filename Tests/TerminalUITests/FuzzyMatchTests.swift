import Testing

@testable import TerminalUI

@Suite struct FuzzyMatchTests {
    private func ranked(_ query: String, _ texts: [String]) -> [String] {
        texts.enumerated().compactMap { place, text in FuzzyMatch(query, in: text).map { ($0.score, -place, text) } }
            .sorted { ($0.0, $0.1) > ($1.0, $1.1) }.map(\.2)
    }

    @Test(arguments: [
        ("rb", "restart backend"), ("bck", "restart backend"), ("RESTART", "restart backend"),
        ("backend restart", "restart backend"), ("決書", "logs of 決算書🧾"), ("", "anything"), ("  ", "anything"),
    ])
    func subsequenceOfEachWordIsFound(_ query: String, _ text: String) {
        #expect(FuzzyMatch(query, in: text) != nil)
    }

    @Test(arguments: [("bx", "backend"), ("dne", "backend"), ("restart redis", "restart backend"), ("a", "")])
    func whatIsNotThereIsNotFound(_ query: String, _ text: String) {
        #expect(FuzzyMatch(query, in: text) == nil)
    }

    @Test func startsOfWordsCountMoreThanLettersInside() {
        let texts = ["the carbon", "restart backend", "orb"]
        #expect(ranked("rb", texts).first == "restart backend")
    }

    @Test func lettersInARowCountMoreThanScatteredOnes() {
        #expect(ranked("log", ["list of big things", "the logs"]) == ["the logs", "list of big things"])
    }

    @Test func smallGapsCountMoreThanLargeOnes() {
        #expect(ranked("xz", ["axbbbbbbbbbz", "axbz"]) == ["axbz", "axbbbbbbbbbz"])
    }

    @Test func equalMatchesStayInTheirOrder() {
        let texts = ["restart postgres", "restart redis", "restart clamav"]
        #expect(ranked("restart", texts) == texts)
    }

    @Test func positionsAreThoseOfTheLettersThatWereMet() throws {
        let match = try #require(FuzzyMatch("rb", in: "restart backend"))
        #expect(match.positions == [0, 8])
        let run = try #require(FuzzyMatch("art", in: "a restart"))
        #expect(run.positions == [6, 7, 8])
    }

    @Test func lettersWhoseLowerCaseIsLongerKeepPositionsInside() throws {
        let text = "İİİ x"
        let match = try #require(FuzzyMatch("x", in: text))
        #expect(match.positions.allSatisfy { $0 < text.count })
    }
}
