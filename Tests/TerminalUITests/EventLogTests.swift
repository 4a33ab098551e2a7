import ControlAPI
import FoundationEssentials
import Testing

@testable import TerminalUI

@Suite struct EventLogTests {
    private func model(_ services: [ServiceStatus] = Fixtures.healthyServices) -> AppModel {
        var model = AppModel(size: Size(width: 80, height: 24), now: Fixtures.now)
        model.show(services)
        return model
    }

    private func texts(_ model: AppModel) -> [String] {
        model.events.all.map { [$0.service, $0.text].compactMap(\.self).joined(separator: ": ") }
    }

    @Test func journalIsAskedForOnceForEachSupervisor() {
        var model = AppModel(now: Fixtures.now)
        let snapshot = Fixtures.snapshot(Fixtures.healthyServices)
        #expect(update(&model, .stack(.snapshot(snapshot))).contains(.loadJournal))
        #expect(!update(&model, .stack(.snapshot(snapshot))).contains(.loadJournal))
        var other = snapshot
        other.supervisor.pid = 9999
        #expect(update(&model, .stack(.snapshot(other))).contains(.loadJournal))
        #expect(texts(model) == ["connected to a new supervisor, pid 9999"])
    }

    @Test func historyComesBeforeWhatWasSeenAndNothingTwice() {
        var model = model()
        model.tell(.notice(.init(level: .info, message: "first seen")))
        model.tell(.notice(.init(level: .info, message: "second seen")))
        // The journal has the first of them as well: it was read a moment later.
        let history = [
            StackEvent(sequence: 5, at: Fixtures.now, payload: .notice(.init(level: .info, message: "before"))),
            StackEvent(sequence: 8, at: Fixtures.now, payload: .notice(.init(level: .info, message: "first seen"))),
        ]
        _ = update(&model, .answered(.journal(history)))
        #expect(texts(model) == ["before", "first seen", "second seen"])
    }

    @Test func changesAreToldByWhatIsNew() {
        var model = model()
        model.tell(.serviceChanged(Fixtures.service("redis", .stopping)))
        model.tell(.serviceChanged(Fixtures.service("redis", .stopping)))
        model.tell(.serviceChanged(Fixtures.service("redis", .stopped)))
        model.tell(.serviceChanged(Fixtures.service("redis", .starting)))
        model.tell(.serviceChanged(Fixtures.service("redis", .running, health: .starting, up: 1)))
        model.tell(.serviceChanged(Fixtures.healthyServices[1]))
        model.tell(.serviceRemoved("clamav"))
        #expect(
            texts(model) == [
                "redis: stopping", "redis: stopped", "redis: starting", "redis: running, pid 4121; not ready yet",
                "redis: healthy", "clamav: removed from the Compose file",
            ]
        )
    }

    @Test func noticeGivesWayToTheChangeThatSaysTheSame() {
        var model = model()
        model.tell(.notice(.init(level: .error, service: "backend", message: "failed: exit code 101")))
        model.tell(.serviceChanged(Fixtures.troubledServices[7]))
        #expect(texts(model) == ["backend: failed: exit code 101: panicked at src/main.rs:41: no database"])
        model.tell(.notice(.init(level: .info, message: "asked to stop redis")))
        model.tell(.serviceChanged(Fixtures.service("redis", .stopping)))
        #expect(texts(model).suffix(2) == ["asked to stop redis", "redis: stopping"])
    }

    @Test func failedProbeOfAHealthyServiceIsAnEventOnce() {
        var model = model()
        var redis = Fixtures.healthyServices[1]
        redis.probe?.succeeded = false
        redis.probe?.message = "LOADING"
        model.tell(.serviceChanged(redis))
        redis.restarts = 0
        model.tell(.serviceChanged(redis))
        #expect(texts(model) == ["redis: probe failed: LOADING"])
    }

    @Test func resetIsToldAtItsBeginningAndItsEnd() {
        var model = AppModel(now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
        _ = update(&model, .stack(.data(Fixtures.resetting)))
        _ = update(&model, .stack(.data(Fixtures.resetting)))
        _ = update(&model, .stack(.data(Fixtures.seeded)))
        #expect(texts(model) == ["resetting Lakeshore Tax Group", "resetting Lakeshore Tax Group finished"])
    }

    @Test func breakOfTheConnectionIsAnEvent() {
        var model = model()
        _ = update(&model, .connection(.reconnecting(reason: "reset")))
        _ = update(&model, .connection(.reconnecting(reason: "again")))
        #expect(texts(model) == ["lost the connection to the supervisor"])
    }

    @Test func whatHappenedDuringABreakIsTold() {
        var model = model()
        var services = Fixtures.healthyServices
        services[1] = Fixtures.service("redis", .stopped)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(services, sequence: 20))))
        #expect(texts(model) == ["redis: stopped"])
    }

    @Test func memoryIsBoundedAndTheNewestStay() {
        var model = model()
        for number in 0..<(EventLog.capacity + 50) {
            model.tell(.notice(.init(level: .info, message: "\(number)")))
        }
        #expect(model.events.count == EventLog.capacity)
        #expect(texts(model).last == "\(EventLog.capacity + 49)")
        #expect(model.events.startIndex == 50)
    }

    @Test func timesAreLocal() {
        var model = model()
        _ = update(&model, .clock(Fixtures.now, utcOffset: .seconds(3600)))
        model.tell(.notice(.init(level: .info, message: "news")))
        model.press(.character("e"))
        #expect(model.screen.text.contains("13:03:12"))
    }

    @Test func scrollingPausesAndTheEndFollowsAgain() {
        var model = model()
        for number in 0..<40 { model.tell(.notice(.init(level: .info, message: "event \(number)!"))) }
        model.press(.character("e"))
        #expect(model.screen.text.contains("event 39!"))
        model.press(KeyPress(.up))
        model.tell(.notice(.init(level: .info, message: "event 40!")))
        #expect(!model.screen.text.contains("event 39!"))
        #expect(model.screen.text.contains("event 38!"))
        model.press(KeyPress(.home))
        #expect(model.screen.text.contains("event 0!"))
        model.press(KeyPress(.end))
        #expect(model.screen.text.contains("event 40!"))
        #expect(model.events.isFollowing)
    }
}
