import Testing

@testable import Supervision

@Suite(.timeLimit(.minutes(1))) struct ChangeJournalTests {
    private func filled(_ count: Int) -> ChangeJournal {
        var journal = ChangeJournal(startingAt: 1_000_000)
        for _ in 0..<count { journal.append(.shuttingDown, at: 0) }
        return journal
    }

    @Test func numbersBeginWithTheTimeInMicrosecondsAndHaveNoGaps() {
        let journal = filled(3)
        #expect(journal.lastSequence == 1003)
        #expect(journal.changes(after: 1000)?.map(\.sequence) == [1001, 1002, 1003])
        #expect(journal.changes(after: 1002)?.map(\.sequence) == [1003])
        #expect(journal.changes(after: 1003)?.isEmpty == true)
    }

    @Test(arguments: [0, 1, 999, 1004, UInt64.max - 1, UInt64.max])
    func aNumberThatIsNotKeptAsksForASnapshot(sequence: UInt64) {
        #expect(filled(3).changes(after: sequence) == nil)
    }

    @Test func anEmptyJournalKnowsItsOwnNumberOnly() {
        let journal = filled(0)
        #expect(journal.changes(after: 1000)?.isEmpty == true)
        #expect(journal.changes(after: 999) == nil)
        #expect(journal.changes(after: .max) == nil)
    }

    @Test func theNewestAreKeptAndTheirNumberIsBounded() throws {
        let journal = filled(100_000)
        let last = journal.lastSequence
        let kept = try #require(journal.changes(after: last - 2000))
        #expect(kept.map(\.sequence) == Array((last - 1999)...last))
        #expect(journal.changes(after: last - 5000) == nil)
    }

    @Test func aSlowListenerGetsOneWakeUpForManyChanges() async throws {
        let stack = try await TestStack(.test("db"))
        let before = await stack.supervisor.lastSequence
        let slow = await stack.supervisor.wakeUps()
        for number in 0..<1000 { await stack.supervisor.announce("\(number)") }
        await stack.supervisor.close()
        var count = 0
        for await _ in slow { count += 1 }
        #expect(count == 1)
        #expect(await stack.supervisor.changes(after: before)?.count == 1000)
    }

    @Test func aReportAndTheChangesAfterItLeaveNoGap() async throws {
        let stack = try await TestStack(.test("db"))
        _ = try await stack.supervisor.up([], reloading: false)
        let report = await stack.supervisor.report()
        await stack.waitUntilReady("db")
        let changes = try #require(await stack.supervisor.changes(after: report.sequence))
        let last = changes.reversed().lazy.compactMap { change in
            if case .service(let report) = change.payload { report } else { nil }
        }.first
        // Where it ran already, the report says so and no change followed.
        #expect((last ?? report.services.first)?.machine.state == .running(nil))
    }
}
