import FoundationEssentials
import TestSupport
import Testing

@testable import TerminalUI

/// Without metrics nothing changes by itself; of what changes, only that is drawn.
@Suite struct QuietTests {
    @Test(arguments: [Size(width: 80, height: 24), Size(width: 200, height: 60), Size(width: 60, height: 20)])
    func withoutMetricsTimeChangesNothing(_ size: Size) {
        for scene in Scene.allCases {
            var model = scene.model(size)
            model.appearance.showsMetrics = false
            #expect(UptimeTick.delay(for: model) == nil)
            let before = model.screen
            _ = update(&model, .clock(model.now.addingTimeInterval(59), utcOffset: .zero))
            #expect(model.screen == before)
        }
    }

    @Test func withMetricsTimeChangesSomething() {
        var model = Scene.healthy.model(Size(width: 80, height: 24))
        let before = model.screen
        #expect(UptimeTick.delay(for: model) != nil)
        _ = update(&model, .clock(model.now.addingTimeInterval(59), utcOffset: .zero))
        #expect(model.screen != before)
    }

    @Test func withoutMetricsThereAreNoFigures() {
        var model = Scene.healthy.model(Size(width: 200, height: 60))
        model.appearance.showsMetrics = false
        model.metrics = [:]
        let text = model.screen.text
        #expect(!text.contains(" cpu ") && !text.contains(" mem "))
        #expect(text.contains("since"))
    }

    @Test(arguments: [
        (0.0, "22:13"), (3600.0, "21:13"), (86_399.0, "22:13"), (90_000.0, "1d ago"), (1_036_800.0, "12d"),
        (-50.0, "22:14"),
    ])
    func momentsAreWrittenInSixColumns(_ secondsBefore: Double, _ words: String) {
        // 2023-11-14 22:13:20 UTC
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let then = now.addingTimeInterval(-secondsBefore)
        #expect(Formatting.moment(then, asOf: now, utcOffset: .zero) == words)
        #expect(words.count <= 6)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func theChangedColumnsAreAllThatChanged(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = ["a", "決", "  ", "e\u{301}", "😀", "abc", "—"]
        func frame() -> Frame {
            var frame = Frame(size: Size(width: 12, height: 1))
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let word = words.randomElement(using: &generator) ?? ""
                frame.write(word, x: .random(in: -1...12, using: &generator), y: 0, in: frame.bounds)
            }
            return frame
        }
        for _ in 0..<2000 {
            let (old, new) = (frame(), frame())
            guard let columns = new.changedColumns(row: 0, since: old) else {
                #expect(old == new)
                continue
            }
            let outside = (0..<12).filter { !columns.contains($0) }
            #expect(outside.allSatisfy { old.cells[$0] == new.cells[$0] })
            // Whole characters on both sides, in both frames.
            for frame in [old, new] {
                #expect(frame.cells[columns.lowerBound].width != 0)
                #expect(columns.upperBound == 12 || frame.cells[columns.upperBound].width != 0)
            }
        }
    }
}
