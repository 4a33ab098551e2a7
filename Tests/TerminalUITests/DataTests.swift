import ControlAPI
import FoundationEssentials
import Testing

@testable import TerminalUI

/// The pane of the demo firms, and what resets them.
@Suite struct DataTests {
    private func model(_ data: DataStatus? = Fixtures.drifted, width: Int = 160, height: Int = 50) -> AppModel {
        var model = AppModel(size: Size(width: width, height: height), now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: data))))
        return model
    }

    private func end(_ model: inout AppModel, _ ending: Result<DataOutcome, ControlError>, firm: String? = nil) {
        _ = update(&model, .ended(.reset(ResetRequest(firm: firm)), ending))
    }

    @Test func stackWithoutDataHasNoPane() {
        var model = model(nil)
        #expect(model.layout.firms == nil)
        #expect(!model.screen.text.contains("Demo firms"))
        #expect(!model.screen.text.contains("reset data"))
        model.press(.character("R"))
        #expect(model.overlay == nil)
        #expect(model.message?.text == "this stack has no seed data")
    }

    @Test func everyFirmHasALine() {
        let text = model(width: 200).screen.text
        for words in ["Mott CPA", "1,361", "as seeded", "reset 2 min ago", "+12 rows, 3 keys changed"] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(text.contains("drift +1,052 ~10 -3"))
    }

    @Test func theHeaderSaysWhenTheScheduleResetsTheData() {
        func header(_ phase: ResetStatus.Phase, width: Int = 160) -> String {
            var data = Fixtures.seeded
            data.resets = ResetStatus(schedule: "0 4 * * *", timeZone: "UTC", phase: phase)
            data.resets?.next = Date(timeIntervalSince1970: 14_400)
            return model(data, width: width).screen.text(row: 0)
        }
        #expect(!header(.scheduled).contains("04:00"))
        #expect(header(.announced).contains("data reset at 04:00:00"))
        #expect(header(.postponed).contains("data reset postponed to 04:00:00"))
        #expect(header(.postponed, width: 80).contains("reset at 04:00:00"))
        #expect(!header(.underWay).contains("04:00"))
    }

    @Test func aQuestionNamesTheEnvironmentWhoseDataOthersUse() {
        var model = model()
        model.stack?.supervisor.environment = "demo"
        model.press(.character("R"))
        #expect(model.screen.text.contains("Reset all demo firms of the environment demo"))
    }

    @Test func resetOfAllIsAskedAndSent() {
        var model = model()
        #expect(model.press(.character("R")) == [.measureData])
        #expect(model.overlay == .reset(ResetRequest()))
        #expect(model.screen.text.contains("Measuring the drift…"))
        _ = update(&model, .measured(.success(Fixtures.drifted)))
        let text = model.screen.text
        #expect(!text.contains("Measuring"))
        #expect(text.contains("Reset all demo firms"))
        #expect(text.contains("Harrow & Vale Assurance  +1,040 rows, 7 rows changed, 2 rows"))
        #expect(text.contains("missing, 1 object missing"))
        #expect(model.press(.character("y")) == [.performData(.reset(ResetRequest()))])
        #expect(model.overlay == nil)
    }

    /// The last measurement may be older than the newest work.
    @Test func questionIsAnsweredByAMeasurementOfItsOwn() {
        var model = model(Fixtures.seeded)
        #expect(model.press(.character("R")) == [.measureData])
        #expect(!model.screen.text.contains("No known differences"))
        // Asked again meanwhile, it waits for a measurement that has begun since.
        model.press(.character("n"))
        #expect(model.press(.character("R")) == [.measureData])
        _ = update(&model, .measured(.success(Fixtures.seeded)))
        #expect(!model.screen.text.contains("No known differences"))
        var data = Fixtures.seeded
        data.databaseChanges = [.init(.table, "my_work", .added, rows: .init(1002))]
        _ = update(&model, .measured(.success(data)))
        #expect(model.screen.text.contains("database  1 of your tables (my_work, 1,002 rows)"))
        model.press(.character("n"))
        #expect(model.press(.character("R")) == [.measureData])
        _ = update(&model, .measured(.failure(ControlError(.internal, "no answer"))))
        #expect(model.screen.text.contains("measuring the drift: no answer"))
    }

    @Test func resetThatCouldNotMeasureDoesNotClaimThatNothingDiffered() {
        var outcome = DataOutcome(kind: .reset, durationMs: 410, parts: [])
        #expect(outcome.summary(.unicode).contains("nothing differed"))
        outcome.notMeasured = "a table is locked"
        #expect(outcome.summary(.unicode).hasSuffix("what differed was not measured"))
    }

    @Test func questionNamesWhatNoFirmOwns() {
        var data = Fixtures.seeded
        data.databaseChanges = [
            .init(.table, "my_work", .added, rows: .init(1002)), .init(.policy, "tenant", table: "clients", .dropped),
        ]
        var model = model(data)
        #expect(model.screen.text.contains("2 in the database"))
        #expect(!model.screen.text.contains("Demo firms · as seeded"))
        model.press(.character("R"))
        let text = model.screen.text
        #expect(text.contains("database  1 of your tables (my_work, 1,002 rows)"))
        #expect(text.contains("1 policy dropped on clients (tenant)"))
        model.press(.character("n"))
        model.focusFirms()
        model.press(KeyPress(.down), .character("R"))
        for _ in 0..<2 { _ = update(&model, .measured(.success(data))) }
        #expect(
            model.screen.text.contains("No known differences from the seed."),
            "a firm's reset leaves it"
        )
    }

    @Test func questionSaysThatTheDatabaseIsNotKept() {
        var data = Fixtures.drifted
        var model = model(data)
        model.press(.character("R"))
        #expect(model.screen.text.contains("These changes will be lost; U restores them:"))
        data.notKept = "3100 MiB are more than the 2048 MiB of CPADEV_UNDO_LIMIT"
        _ = update(&model, .stack(.data(data)))
        #expect(model.screen.text.contains("These changes will be lost; the database cannot be restored:"))
    }

    @Test func questionSaysWhatIsNotKnown() {
        var data = Fixtures.seeded
        data.notMeasured = "the table 'clients' is locked by pid 7"
        var model = model(data)
        model.press(.character("R"))
        _ = update(&model, .measured(.success(data)))
        #expect(model.screen.text.contains("not measured"))
        #expect(model.screen.text.contains("is locked by pid 7"))
    }

    @Test func resetOfTheSelectedFirmIsAskedAndSent() {
        var model = model()
        model.focusFirms()
        model.press(KeyPress(.down), .character("R"))
        let request = ResetRequest(firm: "lakeshore")
        #expect(model.overlay == .reset(request))
        #expect(model.screen.text.contains("Reset Lakeshore Tax Group"))
        #expect(model.press(KeyPress(.enter)) == [.performData(.reset(request))])
    }

    @Test(arguments: [KeyPress(.escape), .character("n"), .control("c")])
    func refusedQuestionResetsNothing(_ key: KeyPress) {
        var model = model()
        model.press(.character("R"))
        #expect(model.press(key).isEmpty)
        #expect(model.overlay == nil)
        #expect(model.firms.command == nil)
    }

    @Test func questionSaysWhereNothingDiffers() {
        var model = model(Fixtures.seeded)
        model.press(.character("R"))
        _ = update(&model, .measured(.success(Fixtures.seeded)))
        #expect(model.screen.text.contains("No known differences from the seed."))
    }

    @Test func secondResetSaysThatOneIsUnderWay() {
        var model = model()
        model.press(.character("R"), .character("y"))
        #expect(model.press(.character("R")).isEmpty)
        #expect(model.message?.text == "a reset is already in progress")
        _ = update(&model, .stack(.data(Fixtures.resetting)))
        model.press(.character("R"))
        #expect(model.message?.text == "already resetting: 44%")
        #expect(model.overlay == nil)
    }

    @Test func questionThatWasOvertakenSendsNothing() {
        var model = model()
        model.press(.character("R"))
        _ = update(&model, .stack(.data(Fixtures.resetting)))
        #expect(model.press(.character("y")).isEmpty)
        #expect(model.message?.text == "already resetting: 44%")
    }

    @Test(arguments: [
        (DataStatus.State.waiting, "the database is not ready yet"),
        (.unseeded, "no data is loaded: cpadev seed loads it"),
    ])
    func senselessResetSaysWhy(_ state: DataStatus.State, _ why: String) {
        var data = Fixtures.seeded
        data.state = state
        var model = model(data)
        model.press(.character("R"))
        #expect(model.message?.text == why)
    }

    @Test func nothingIsResetWithoutConnection() {
        var model = model()
        _ = update(&model, .connection(.reconnecting(reason: nil)))
        model.press(.character("R"))
        #expect(model.message?.text == "no connection to the supervisor")
    }

    @Test func outcomeIsSaidOnce() {
        var model = model()
        model.press(.character("R"), .character("y"))
        end(&model, .success(Fixtures.outcome()))
        #expect(model.message == StatusMessage(.info, "reset in 0.41 s: 12 rows, 3 keys put back"))
        #expect(model.firms.command == nil)
        model.press(KeyPress(.down))
        #expect(model.message == nil)
    }

    @Test func outcomeNamesTheFirmAndWhatWasLeftOut() {
        var model = model()
        end(&model, .success(Fixtures.outcome(firm: "lakeshore", skipping: "typesense")), firm: "lakeshore")
        let text = "lakeshore reset in 0.41 s: 12 rows, 3 keys put back · typesense left out: not running"
        #expect(model.message == StatusMessage(.warning, text))
    }

    @Test func outcomeSaysWhereNothingDiffered() {
        var model = model()
        end(&model, .success(DataOutcome(kind: .reset, durationMs: 95, parts: [])))
        #expect(model.message?.text == "reset in 0.10 s: nothing differed")
    }

    @Test func outcomeNamesWhatWasRevertedInTheDatabase() {
        var model = model()
        var outcome = DataOutcome(kind: .reset, durationMs: 95, parts: [])
        outcome.databaseChanges = [DatabaseChange(.table, "my_work", .added, rows: DatabaseChange.RowCount(1002))]
        end(&model, .success(outcome))
        #expect(model.message?.text == "reset in 0.10 s: reverted 1 of your tables (my_work, 1,002 rows)")
    }

    @Test func refusedResetIsSaidWithItsHint() {
        var model = model()
        model.press(.character("R"), .character("y"))
        let error = ControlError(.dataRefused, "the database has no mark of cpadev", hint: "look at DATABASE_URL")
        end(&model, .failure(error))
        let text = "reset: the database has no mark of cpadev · look at DATABASE_URL"
        #expect(model.message == StatusMessage(.error, text))
        #expect(model.firms.command == nil)
    }

    @Test func failureIsAnnouncedWhereItWasNotAskedForHere() {
        var model = model(Fixtures.seeding)
        _ = update(&model, .stack(.data(Fixtures.failed)))
        #expect(model.message?.level == .error)
        #expect(model.message?.text.hasPrefix("✗ seed data: seeds/firms/lakeshore/clients.csv:41:") == true)
        model.press(KeyPress(.down))
        #expect(model.message == nil)
        #expect(MessageView.message(model)?.text.contains("clients.csv:41") == true)
    }

    @Test func progressKeepsTheRowInItsPlace() {
        var model = model(Fixtures.resetting)
        var columns: Set<Int> = []
        for done in 0...3 {
            var data = Fixtures.resetting
            data.operation?.steps[1].done = done
            _ = update(&model, .stack(.data(data)))
            let row = model.screen.text.split(separator: "\n").first { $0.contains("Lakeshore Tax Group") } ?? ""
            let percent = row.firstIndex(of: "%").map { row.distance(from: row.startIndex, to: $0) }
            columns.insert(percent ?? -1)
        }
        #expect(columns.count == 1)
    }

    @Test func firmThatIsNotConcernedKeepsItsState() {
        let text = model(Fixtures.resetting).screen.text
        #expect(text.contains("resetting 44%"))
        #expect(text.contains("as seeded"))
    }

    @Test func progressOfAllStandsInForThatOfAFirm() {
        var operation = DataOperation(kind: .reset, startedAt: Fixtures.now)
        #expect(operation.fraction(ofFirm: "a") == 0)
        operation.steps = [.init(store: "postgres", firm: nil, done: 1, total: 4)]
        #expect(operation.fraction(ofFirm: "a") == 0.25)
        operation.steps.append(.init(store: "redis", firm: "a", isFinished: true))
        #expect(operation.fraction(ofFirm: "a") == 1)
        operation.firm = "b"
        #expect(operation.fraction(ofFirm: "a") == nil)
    }

    @Test func selectionMovesAndSurvivesItsFirm() {
        var model = model()
        #expect(model.firms.selected == "mott-cpa")
        model.focusFirms()
        model.press(KeyPress(.down))
        #expect(model.firms.selected == "lakeshore")
        #expect(model.services.selected == "postgres")
        var data = Fixtures.seeded
        data.firms.remove(at: 1)
        _ = update(&model, .stack(.data(data)))
        #expect(model.firms.selected == "harrow-vale")
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: nil))))
        #expect(model.firms.selected == nil)
        #expect(model.focus == .services)
        #expect(model.screen.text.contains("postgres · healthy"))
    }

    @Test func detailsShowTheFirmOfTheFocusedList() {
        var model = model(Fixtures.partial)
        #expect(model.screen.text.contains("● postgres · healthy"))
        model.focusFirms()
        let text = model.screen.text
        #expect(text.contains("✗ Mott CPA · s3 failed"))
        #expect(text.contains("localstack answered 500: no space left on device"))
        #expect(text.contains("as of 2026-01-15 · scale 1 · 3f9a1c073f9a"))
        model.press(KeyPress(.tab, .shift))
        #expect(model.focus == .logs)
        #expect(model.screen.text.contains("✗ Mott CPA · s3 failed"))
        model.press(KeyPress(.tab, .shift))
        #expect(model.screen.text.contains("● postgres · healthy"))
    }

    @Test func detailsScrollBetweenTheirEnds() {
        var model = model(Fixtures.partial, width: 80, height: 24)
        model.focusFirms()
        model.press(KeyPress(.enter))
        #expect(model.focus == .details)
        #expect(model.screen.text.contains("postgres"))
        model.press(KeyPress(.end), KeyPress(.down))
        #expect(model.screen.text.contains("manifest"))
        let maximum = DetailsPane.maximum(in: model)
        #expect(model.detailsSubject.map { model.details.offset(of: $0, maximum: 99) } == maximum)
        model.press(KeyPress(.up))
        #expect(model.screen.text.contains("↓ 1 "))
        model.press(KeyPress(.escape), KeyPress(.down))
        #expect(model.focus == .firms)
        #expect(model.detailsSubject.map { model.details.offset(of: $0, maximum: 99) } == 0)
    }

    @Test func problemOfAServiceComesBeforeTheFirms() {
        var model = model(width: 80, height: 24)
        #expect(model.layout.firms?.height == 5)
        model.stack?.services[0].health = .unhealthy
        #expect(model.layout.firms?.height == 1)
        #expect(model.layout.details?.height == 10)
        model.focusFirms()
        #expect(model.layout.firms?.height == 5)
    }

    @Test func timesOfResetsTick() {
        var model = model(Fixtures.seeded)
        model.stack?.services = []
        model.stack?.supervisor.startedAt = Fixtures.now.addingTimeInterval(-3600)
        // 130 s ago becomes 3 minutes after 50 s, and the uptime of an hour changes after 60.
        #expect(UptimeTick.delay(for: model) == .seconds(50))
    }

    @Test func hostileNamesAndReasonsShowNothingButText() {
        var data = Fixtures.partial
        data.firms[0].name = "evil\u{1B}]0;x\u{7}\u{202E}"
        data.firms[0].slug = "\u{1B}[2Jslug"
        data.firms[0].stores[0].name = "\u{9B}2Jstore"
        data.firms[0].stores[0].reason = "\u{1B}]52;c;eA==\u{7}why"
        data.problem = ControlError(.internal, "\u{1B}c", hint: "\u{7}")
        data.state = .failed
        var model = model(data)
        model.focusFirms()
        model.press(.character("R"))
        #expect(model.screen.isSound)
        model.press(KeyPress(.escape))
        #expect(model.screen.isSound)
        #expect(model.screen.text.contains("evil"))
        #expect(!model.screen.text.contains("]52"))
    }
}
