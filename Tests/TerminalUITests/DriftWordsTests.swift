import ControlAPI
import Testing

@testable import TerminalUI

@Suite struct DriftWordsTests {
    private func words(_ drifts: [(String, DataStatus.Drift?)]) -> DriftWords {
        DriftWords(drifts.map { DataStatus.Store(name: $0.0, state: .seeded, drift: $0.1) })
    }

    @Test func kindsStandInTheirOrder() {
        let words = words([
            ("redis", .init(changed: 3)), ("s3", .init(removed: 1)), ("postgres", .init(added: 1, changed: 2)),
        ])
        #expect(words.long == "+1 row, 2 rows changed, 3 keys changed, 1 object missing")
        #expect(words.short == "+1 ~5 -1")
    }

    @Test func equalDataIsAsSeeded() {
        #expect(words([("postgres", .init()), ("redis", nil)]).long == "as seeded")
        #expect(words([("postgres", .init())]).short == "as seeded")
    }

    @Test func dataThatWasNotLookedAtIsSeeded() {
        #expect(words([("postgres", nil)]).long == "seeded")
        #expect(!words([]).isMeasured)
    }

    @Test(arguments: [
        ("postgres", "+2 rows"), ("redis", "+2 keys"), ("s3", "+2 objects"), ("typesense", "+2 documents"),
        ("temporal", "+2 workflows"), ("clamav", "+2 files"), ("other", "+2 items"),
    ])
    func everyStoreHasItsWord(_ store: String, _ text: String) {
        #expect(words([(store, .init(added: 2))]).long == text)
    }

    @Test func amountsSumUpByKind() {
        let amounts = DriftWords.amounts([
            ("postgres", .init(added: 5, removed: 2)), ("postgres", .init(changed: 5)), ("redis", .init()),
            ("s3", .init(changed: 1)),
        ])
        #expect(amounts == ["12 rows", "1 object"])
    }
}
