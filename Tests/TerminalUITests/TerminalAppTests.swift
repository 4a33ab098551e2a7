import ControlAPI
import FoundationEssentials
import Synchronization
import Testing

@testable import TerminalUI

/// The whole application with a screen in memory and a scripted stack.
@Suite(.timeLimit(.minutes(1))) struct TerminalAppTests {
    private let screen = MemoryScreen(size: Size(width: 120, height: 30))
    private let stack = ScriptedStack(Fixtures.snapshot(Fixtures.healthyServices))
    private let time = ManualTime()

    /// Runs the application while the body acts on it, and answers how it was left.
    private func run(_ body: @Sendable () async throws -> Void) async throws -> ExitChoice {
        let app = TerminalApp(control: stack, screen: screen, options: TerminalOptions(time: time.source))
        async let choice = app.run()
        try await body()
        return try await choice
    }

    private func leave() {
        screen.press(.character("q"), .character("d"))
    }

    @Test func showsTheStackAndLeavesIt() async throws {
        let choice = try await run {
            let frame = await screen.frame { $0.text.contains("9/9 ready") }
            #expect(frame.size == Size(width: 120, height: 30))
            leave()
        }
        #expect(choice == .detach)
        #expect(screen.isClosed)
    }

    @Test func stopIsLeftToTheCaller() async throws {
        let choice = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            screen.press(.control("c"))
            _ = await screen.frame { $0.text.contains("Leave the stack running, or stop it?") }
            screen.press(.character("s"))
        }
        #expect(choice == .stop)
    }

    /// Only the last moment that was asked for is shown, whichever answer comes first.
    @Test func anOvertakenMomentIsNotShown() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            let moments = ["2024-03-01T12:01:40Z", "2024-03-01T12:01:50Z"]
            let asked = moments.indices.map {
                Int64(Fixtures.start.timeIntervalSince1970 + 100 + Double($0) * 10) * 1_000_000_000
            }
            for (text, moment) in zip(moments, asked) {
                screen.press(.character("T"))
                for character in text { screen.press(.character(character)) }
                screen.press(KeyPress(.enter))
                await stack.wait(for: .history(momentNs: moment))
            }
            for moment in asked {
                let snapshot = Fixtures.snapshot(Fixtures.startingServices, sequence: 1)
                stack.answerHistory(of: moment, [HistoryEntry(atNs: moment - 1_000_000_000, .snapshot(snapshot))])
            }
            let frame = await screen.frame { $0.text.contains("as of ") }
            #expect(frame.text.contains(":01:50"))
            screen.press(KeyPress(.escape))
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            leave()
        }
    }

    @Test func cancelGoesOn() async throws {
        _ = try await run {
            screen.press(.character("q"), KeyPress(.escape), .character("?"))
            _ = await screen.frame { $0.text.contains("Help") }
            screen.press(KeyPress(.escape))
            leave()
        }
    }

    @Test func lostTerminalDetaches() async throws {
        let choice = try await run { screen.send(.terminated) }
        #expect(choice == .detach)
        #expect(screen.isClosed)
    }

    @Test func cancelledTaskClosesTheScreen() async throws {
        let app = TerminalApp(control: stack, screen: screen, options: TerminalOptions(time: time.source))
        let task = Task { try await app.run() }
        _ = await screen.frame { $0.text.contains("9/9 ready") }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(screen.isClosed)
    }

    @Test func commandsAreSent() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            screen.press(KeyPress(.down), .character("x"), .character("y"))
            await stack.wait(for: .perform(.stop(services: ["redis"])))
            stack.change(Fixtures.service("redis", .stopped))
            _ = await screen.frame { $0.text.contains("– redis") && $0.text.contains("8/9 ready") }
            screen.press(.character("s"))
            await stack.wait(for: .perform(.start(services: ["redis"])))
            leave()
        }
    }

    @Test func refusalIsShown() async throws {
        stack.refuse(ControlError(.shuttingDown, "the supervisor is on its way down"))
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            screen.press(.character("r"))
            _ = await screen.frame { $0.text.contains("restart postgres: the supervisor is on its way down") }
            leave()
        }
    }

    @Test func resetIsCarriedOutWhileTheScreenGoesOn() async throws {
        let stack = ScriptedStack(Fixtures.snapshot(data: Fixtures.drifted))
        let request = ResetRequest(firm: "mott-cpa")
        let app = TerminalApp(control: stack, screen: screen, options: TerminalOptions(time: time.source))
        async let choice = app.run()
        _ = await screen.frame { $0.text.contains("drift +1,052 ~10 -3") }
        screen.press(KeyPress(.tab), KeyPress(.tab), .character("R"))
        _ = await screen.frame { $0.text.contains("Reset Mott CPA") }
        screen.press(.character("y"))
        await stack.wait(for: .performData(.reset(request)))
        stack.send(.data(Fixtures.resetting))
        _ = await screen.frame { $0.text.contains("resetting 44%") }
        screen.press(KeyPress(.down))
        _ = await screen.frame { $0.text.contains("▸ ◐ Lakeshore Tax Group") }
        stack.send(.data(Fixtures.seeded))
        stack.answer(.progress(DataOperation(kind: .reset, startedAt: Fixtures.now)))
        stack.answer(.finished(Fixtures.outcome(firm: "mott-cpa")))
        _ = await screen.frame { $0.text.contains("mott-cpa reset in 0.41 s: 12 rows, 3 keys put back") }
        leave()
        #expect(try await choice == .detach)
    }

    @Test func resetThatFailsOrLosesItsConnectionSaysSo() async throws {
        let stack = ScriptedStack(Fixtures.snapshot(data: Fixtures.drifted))
        let app = TerminalApp(control: stack, screen: screen, options: TerminalOptions(time: time.source))
        async let choice = app.run()
        _ = await screen.frame { $0.text.contains("drift +1,052 ~10 -3") }
        screen.press(.character("R"), .character("y"))
        await stack.wait(for: .performData(.reset(ResetRequest())))
        stack.answer(.failed(ControlError(.storeFailed, "redis is gone", hint: "cpadev start redis")))
        _ = await screen.frame { $0.text.contains("reset: redis is gone · cpadev start redis") }
        screen.press(.character("R"), .character("y"))
        await stack.wait(for: .performData(.reset(ResetRequest())))
        stack.breakConnection()
        _ = await screen.frame { $0.text.contains("the connection was reset") }
        leave()
        #expect(try await choice == .detach)
    }

    @Test func logsOfOneServiceReplaceThoseOfAll() async throws {
        let all = LogQuery(services: [], tail: LogsPane.tail, follow: true, maximumLag: LogsPane.maximumLag)
        let one = LogQuery(services: ["postgres"], tail: LogsPane.tail, follow: true, maximumLag: LogsPane.maximumLag)
        _ = try await run {
            await stack.wait(for: .logs(all))
            stack.write(Fixtures.logs)
            _ = await screen.frame { $0.text.contains("9/9 ready") && $0.text.contains("slow query") }
            screen.press(KeyPress(.enter))
            await stack.wait(for: .logs(one))
            stack.write([Fixtures.line("postgres", "checkpoint complete")])
            let frame = await screen.frame { $0.text.contains("checkpoint complete") }
            #expect(!frame.text.contains("slow query"))
            leave()
        }
    }

    @Test func replacedSubscriptionIsEnded() async throws {
        let all = LogQuery(services: [], tail: LogsPane.tail, follow: true, maximumLag: LogsPane.maximumLag)
        _ = try await run {
            await stack.wait(for: .logs(all))
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            screen.press(KeyPress(.enter))
            await stack.wait(for: .logsEnded(all))
            leave()
        }
    }

    @Test func lostConnectionIsResumedByItsNumber() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            stack.change(Fixtures.service("redis", .stopped))
            _ = await screen.frame { $0.text.contains("8/9 ready") }
            stack.breakConnection()
            _ = await screen.frame { $0.text.contains("reconnecting: the connection was reset") }
            await time.waitForPause(of: .milliseconds(250))
            time.advance(by: .milliseconds(250))
            _ = await screen.frame { $0.text.contains("reconnecting: nobody listens") }
            await time.waitForPause(of: .milliseconds(500))
            stack.restore()
            time.advance(by: .milliseconds(500))
            await stack.wait(for: .updates(after: 8))
            _ = await screen.frame { !$0.text.contains("reconnecting") && $0.text.contains("8/9 ready") }
            leave()
        }
    }

    @Test func otherSupervisorIsTakenFromTheBeginning() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            stack.breakConnection()
            await time.waitForPause(of: .milliseconds(250))
            var snapshot = Fixtures.snapshot([Fixtures.healthyServices[0]], sequence: 2)
            snapshot.supervisor.pid = 9999
            stack.restore(snapshot)
            time.advance(by: .milliseconds(250))
            await stack.wait(for: .snapshot)
            await stack.wait(for: .updates(after: nil))
            _ = await screen.frame { $0.text.contains("1/1 ready") }
            leave()
        }
    }

    @Test func historyAndProfileAreAskedForAndShown() async throws {
        _ = try await run {
            await stack.wait(for: .journal)
            screen.press(.character("e"))
            _ = await screen.frame { $0.text.contains("a leftover was cleaned up") }
            screen.press(.character("S"))
            await stack.wait(for: .profile)
            _ = await screen.frame { $0.text.contains("ready in 4.2 s") }
            leave()
        }
    }

    @Test func lastLinesOfAServiceThatFailsAreShown() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            var failed = Fixtures.service("postgres", .failed)
            failed.lastExit = "exit code 1"
            stack.change(failed)
            await stack.wait(for: .logs(LogQuery(services: ["postgres"], tail: 5)))
            stack.write([Fixtures.line("postgres", "FATAL: no space left")])
            stack.endLogs()
            _ = await screen.frame { $0.text.contains("log     FATAL: no space left") }
            leave()
        }
    }

    @Test(arguments: [false, true])
    func bellRingsWhereItIsWanted(_ isWanted: Bool) async throws {
        var options = TerminalOptions(time: time.source)
        options.ringsBell = isWanted
        let app = TerminalApp(control: stack, screen: screen, options: options)
        async let choice = app.run()
        _ = await screen.frame { $0.text.contains("9/9 ready") }
        stack.change(Fixtures.service("redis", .failed))
        _ = await screen.frame { $0.text.contains("✗ redis failed") }
        leave()
        _ = try await choice
        #expect(screen.bells == (isWanted ? 1 : 0))
    }

    @Test func sizesComeFromTheOptionsAndGoBackToThem() async throws {
        let kept = Mutex<[PaneSizes]>([])
        var options = TerminalOptions(time: time.source)
        options.sizes.stackedLeft = 500
        options.keepSizes = { sizes in kept.withLock { $0.append(sizes) } }
        let app = TerminalApp(control: stack, screen: screen, options: options)
        async let choice = app.run()
        _ = await screen.frame { $0.text.contains("9/9 ready") && $0.row(1).dropFirst(60).first?.text == "╭" }
        screen.press(.character(">"))
        _ = await screen.frame { $0.row(1).dropFirst(62).first?.text == "╭" }
        leave()
        _ = try await choice
        #expect(kept.withLock { $0.map(\.stackedLeft) } == [517])
    }

    @Test func suspendReachesTheScreen() async throws {
        _ = try await run {
            screen.press(.control("z"), .character("?"))
            _ = await screen.frame { $0.text.contains("Help") }
            #expect(screen.suspensions == 1)
            screen.press(KeyPress(.escape))
            leave()
        }
    }

    @Test func resizeIsDrawnAtItsSize() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            screen.send(.resized(Size(width: 50, height: 10)))
            _ = await screen.frame { $0.size == Size(width: 50, height: 10) }
            leave()
        }
    }

    @Test func unchangedFrameIsNotDrawn() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("9/9 ready") && !$0.text.contains("connecting") }
            for _ in 0..<20 { stack.change(Fixtures.healthyServices[0]) }
            stack.change(Fixtures.service("redis", .stopped))
            _ = await screen.frame { $0.text.contains("8/9 ready") }
            leave()
        }
        let frames = screen.frames
        #expect(zip(frames, frames.dropFirst()).allSatisfy { $0 != $1 })
    }

    @Test func uptimesTickOnceASecond() async throws {
        _ = try await run {
            _ = await screen.frame { $0.text.contains("up 3m12s") }
            await time.waitForPause(of: .seconds(1))
            time.advance(by: .seconds(1))
            _ = await screen.frame { $0.text.contains("up 3m13s") }
            leave()
        }
    }

    @Test func floodOfLinesEndsWithTheNewest() async throws {
        _ = try await run {
            await stack.wait(
                for: .logs(LogQuery(services: [], tail: LogsPane.tail, follow: true, maximumLag: LogsPane.maximumLag))
            )
            for start in stride(from: 0, to: 50_000, by: 1000) { stack.write(Fixtures.lines(start..<start + 1000)) }
            _ = await screen.frame { $0.text.contains("line 49999") }
            leave()
        }
    }

    @Test(arguments: [(1, 250), (2, 500), (3, 1000), (4, 2000), (5, 2000), (60, 2000)])
    func backoffGrowsToTwoSeconds(_ attempt: Int, _ milliseconds: Int) {
        #expect(Feeds.backoff(attempt: attempt) == .milliseconds(milliseconds))
    }
}
