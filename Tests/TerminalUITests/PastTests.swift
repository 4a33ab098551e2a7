import ControlAPI
import FoundationEssentials
import LogAnalysis
import Testing

@testable import TerminalUI

/// The screen at an earlier moment.
@Suite struct PastTests {
    private static let moment = Fixtures.start.addingTimeInterval(100)
    private static let momentNs = Int64(moment.timeIntervalSince1970) * 1_000_000_000

    private func model() -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices, Fixtures.lines(0..<100))
        return model
    }

    /// The stack while it started, with an event before the moment and one after it.
    private func past() throws -> PastStack {
        func event(_ sequence: UInt64, _ seconds: Double, _ words: String) -> HistoryEntry {
            let event = StackEvent(
                sequence: sequence,
                at: Self.moment.addingTimeInterval(seconds),
                payload: .notice(.init(level: .info, message: words))
            )
            return HistoryEntry(atNs: Self.momentNs + Int64(seconds * 1e9), .event(event))
        }
        let snapshot = Fixtures.snapshot(Fixtures.startingServices, sequence: 1)
        let entries = [
            HistoryEntry(atNs: Self.momentNs - 9_000_000_000, .snapshot(snapshot)), event(2, -5, "asked to start"),
            event(3, 20, "asked to stop"),
        ]
        return try #require(PastStack(entries, at: Self.momentNs))
    }

    private func text(_ model: AppModel) -> String { view(model, model.size).text }

    @Test func aTimeIsAskedFor() throws {
        var model = model()
        model.press(.character("T"))
        for character in "12:01:40" { model.press(.character(character)) }
        #expect(model.press(KeyPress(.enter)) == [.loadPast(Self.momentNs)])
        #expect(model.logs.prompt == nil)
        // The future is not known.
        model.press(.character("T"))
        for character in "2030-01-01" { model.press(.character(character)) }
        let nowNs = Int64(Fixtures.now.timeIntervalSince1970) * 1_000_000_000
        #expect(model.press(KeyPress(.enter)) == [.loadPast(nowNs)])
    }

    @Test func everythingIsOfThatMoment() throws {
        var model = model()
        let effects = update(&model, .past(.success(try past())))
        #expect(text(model).contains("as of 12:01:40, 1 min ago") && text(model).contains("until 12:01:40"))
        #expect(text(model).contains("3/9 ready"))
        guard case .subscribe(let query, _) = effects.last else {
            Issue.record("no lines are asked for: \(effects)")
            return
        }
        #expect(query.filter.until == Self.momentNs && !query.follow && query.maximumLag == nil)
        let figures = [ServiceMetrics(name: "postgres", cpuPercent: 77, memoryBytes: 5 << 20)]
        _ = update(&model, .pastFigures(Self.momentNs - 1, figures))
        #expect(!text(model).contains("77%"))
        _ = update(&model, .pastFigures(Self.momentNs, figures))
        #expect(text(model).contains("77%"))
        model.press(.character("e"))
        #expect(text(model).contains("asked to start") && !text(model).contains("asked to stop"))
    }

    @Test func newsOfTheStackWaitForTheReturn() throws {
        var model = model()
        let generation = model.logs.generation
        _ = update(&model, .past(.success(try past())))
        let shown = text(model)
        var failed = Fixtures.healthyServices[1]
        (failed.state, failed.health) = (.failed, nil)
        let event = StackEvent(sequence: 8, at: Fixtures.now, payload: .serviceChanged(failed))
        #expect(update(&model, .stack(.event(event))).contains(.ringBell))
        _ = update(&model, .logs(generation: generation, lines: Fixtures.lines(200..<210), skipped: 0))
        _ = update(&model, .clock(Fixtures.now.addingTimeInterval(5), utcOffset: .zero))
        #expect(text(model) == shown)

        let pastGeneration = model.logs.generation
        let effects = model.press(KeyPress(.escape))
        #expect(model.past == nil && text(model).contains("8/9 ready") && !text(model).contains("as of"))
        #expect(effects.contains(.subscribe(model.logs.query, generation: model.logs.generation)))
        #expect(model.logs.generation > pastGeneration && model.logs.query.follow)
        #expect(model.logs.query.filter.until == nil)
    }

    @Test(arguments: ["s", "x", "r", "R", "U"])
    func nothingCanBeChangedThere(_ key: Character) throws {
        var model = model()
        _ = update(&model, .past(.success(try past())))
        #expect(model.press(.character(key)).isEmpty && model.overlay == nil)
        #expect(model.message?.text == "the screen shows 12:01:40: esc returns to now")
    }

    @Test func theStackIsNotStoppedFromThere() throws {
        var model = model()
        _ = update(&model, .past(.success(try past())))
        #expect(model.press(.character("q"), .character("s")).isEmpty)
        #expect(model.message?.text == "the screen shows 12:01:40: esc returns to now")
        #expect(model.press(KeyPress(.down), KeyPress(.enter)).isEmpty)
        #expect(model.press(.character("d")) == [.exit(.detach)])
    }

    @Test func theLastEventIsTheFirstStepBack() {
        var model = model()
        let event = StackEvent(
            sequence: 8,
            at: Fixtures.now,
            payload: .notice(.init(level: .info, message: "asked to stop"))
        )
        _ = update(&model, .stack(.event(event)))
        _ = update(&model, .clock(Fixtures.now.addingTimeInterval(60), utcOffset: .zero))
        // Events are known by the second.
        let second = Int64(Fixtures.now.timeIntervalSince1970) * 1_000_000_000
        #expect(model.press(.character("{")) == [.loadPast(second + 999_999_999)])
    }

    @Test func eventsAreSteps() throws {
        var model = model()
        _ = update(&model, .past(.success(try past())))
        #expect(model.press(.character("{")) == [.loadPast(Self.momentNs - 5_000_000_000)])
        #expect(model.press(.character("}")) == [.loadPast(Self.momentNs + 20_000_000_000)])
    }

    @Test func whatIsNotRecordedIsNotShown() {
        var model = model()
        #expect(update(&model, .past(.success(nil))).isEmpty)
        #expect(model.past == nil && model.message?.text == "nothing is recorded of that time")
        _ = update(&model, .past(.failure(ControlError(.noSupervisor, "no stack is running here"))))
        #expect(model.message?.text == "history: no stack is running here")
    }

    @Test func aRecordingHasNoPresent() throws {
        var model = model()
        model.recordingEnd = Self.moment.addingTimeInterval(30)
        _ = update(&model, .past(.success(try past())))
        #expect(text(model).contains("recording, 12:01:40"))
        #expect(model.press(KeyPress(.escape)).isEmpty && model.past != nil)
        // Times are those of the recording.
        model.press(.character("T"))
        for character in "-30s" { model.press(.character(character)) }
        #expect(model.press(KeyPress(.enter)) == [.loadPast(Self.momentNs)])
        model.press(.character("s"))
        #expect(model.message?.text == "this is a recording: there is no stack to change")
    }
}
