import ControlAPI
import Dashboards
import FoundationEssentials
import LogAnalysis
import Synchronization
import Testing

@testable import TerminalUI

/// The dashboards on the screen of the application.
@Suite(.timeLimit(.minutes(1))) struct DashboardAppTests {
    private static let prometheus = Fixtures.healthy("prometheus", port: 9090)
    private let screen = MemoryScreen(size: Size(width: 120, height: 30))
    private let time = ManualTime()

    private func run(
        _ stack: ScriptedStack = ScriptedStack(Fixtures.snapshot(Fixtures.healthyServices + [prometheus])),
        _ shelf: DashboardShelf = DashboardScene.shelf(["One", "Two"]),
        _ body: @Sendable (ScriptedStack) async throws -> Void
    ) async throws {
        var options = TerminalOptions(theme: .monochrome, time: time.source)
        options.dashboards = shelf
        let app = TerminalApp(control: stack, screen: screen, options: options)
        async let choice = app.run()
        try await body(stack)
        #expect(try await choice == .detach)
    }

    private func leave() { screen.press(.character("q"), .character("d")) }

    @Test func theyAreShownAndLeft() async throws {
        try await run { _ in
            _ = await screen.frame { $0.text.contains("10/10 ready") }
            screen.press(.character("M"))
            _ = await screen.frame { $0.text(row: 0).hasPrefix("One  1/2") && $0.text.contains("count 225") }
            screen.press(.character("]"))
            _ = await screen.frame { $0.text(row: 0).hasPrefix("Two  2/2") && $0.text.contains("count 225") }
            screen.press(.character("q"))
            _ = await screen.frame { $0.text.contains("10/10 ready") }
            // The one that was seen last.
            screen.press(.character("M"))
            _ = await screen.frame { $0.text(row: 0).hasPrefix("Two  2/2") }
            screen.press(KeyPress(.escape))
            _ = await screen.frame { $0.text.contains("10/10 ready") }
            leave()
        }
    }

    /// Keys that follow at once belong to whatever is on the screen by then.
    @Test func noKeyIsLost() async throws {
        try await run { _ in
            _ = await screen.frame { $0.text.contains("10/10 ready") }
            screen.press(.character("M"), .character("q"), .character("?"))
            _ = await screen.frame { $0.text.contains("Help") }
            screen.press(KeyPress(.escape), .character("M"), .character("]"), .character("?"))
            _ = await screen.frame { $0.text.contains("Keys of the dashboards") }
            screen.press(.character("?"), .character("q"))
            leave()
        }
    }

    @Test func whatHappensMeanwhileIsKept() async throws {
        try await run { stack in
            _ = await screen.frame { $0.text.contains("10/10 ready") }
            await stack.wait(for: .journal)
            screen.press(.character("M"))
            _ = await screen.frame { $0.text.contains("count 225") }
            stack.change(Fixtures.service("redis", .stopped))
            for start in stride(from: 0, to: 50_000, by: 1000) { stack.write(Fixtures.lines(start..<start + 1000)) }
            screen.send(.resized(Size(width: 100, height: 24)))
            _ = await screen.frame { $0.size.width == 100 && $0.text.contains("One  1/2") }
            screen.press(.character("q"))
            let main = await screen.frame { $0.text.contains("9/10 ready") && $0.text.contains("line 49999") }
            #expect(main.size == Size(width: 100, height: 24))
            leave()
        }
    }

    @Test func theLogsOfAMomentAndBack() async throws {
        let windows = Mutex<[DashboardWindow]>([])
        let shelf = DashboardScene.shelf(
            ["One"],
            panel: { _, window in
                windows.withLock { $0.append(window) }
                return DashboardScene.counting(window)
            }
        )
        try await run(ScriptedStack(Fixtures.snapshot(Fixtures.healthyServices + [Self.prometheus])), shelf) { stack in
            _ = await screen.frame { $0.text.contains("10/10 ready") }
            screen.press(.character("M"))
            _ = await screen.frame { $0.text.contains("count 225") }
            let last = windows.withLock(\.last)
            let window = try #require(last)
            screen.press(.character("<"), .character("+"))
            let chosen = await screen.frame { $0.text.contains("(5 min)") && $0.text.contains(" at ") }
            screen.press(.character("l"))
            var asked: LogQuery?
            for await call in stack.calls {
                if case .logs(let query) = call, query.filter.since != nil {
                    asked = query
                    break
                }
            }
            let nanoseconds = try #require(asked?.filter.since)
            let since = Double(nanoseconds) / 1e9
            #expect(abs(since - (window.end - 10 * window.step)) < 2 * window.step)
            stack.write([Fixtures.line("backend", "the line of that moment")])
            stack.endLogs()
            _ = await screen.frame { $0.text.contains("the line of that moment") }
            screen.press(.character("M"))
            _ = await screen.frame { $0.text(row: 0) == chosen.text(row: 0) }
            screen.press(.character("q"))
            leave()
        }
    }

    @Test func withoutPrometheusTheRemedyIsNamed() async throws {
        let stack = ScriptedStack(Fixtures.snapshot(Fixtures.healthyServices))
        try await run(stack) { _ in
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            screen.press(.character("M"))
            _ = await screen.frame { $0.text.contains("cpadev up --profile monitoring") }
            leave()
        }
    }

    @Test func aStoppedPrometheusIsNamed() async throws {
        let stopped = Fixtures.service("prometheus", .stopped, port: 9090)
        try await run(ScriptedStack(Fixtures.snapshot(Fixtures.healthyServices + [stopped]))) { _ in
            _ = await screen.frame { $0.text.contains("9/10 ready") }
            screen.press(.character("M"))
            _ = await screen.frame { $0.text.contains("prometheus is not running: cpadev start prometheus") }
            leave()
        }
    }

    /// A terminal that hangs up while the dashboards wait for something that never answers.
    @Test func aLostTerminalEndsThem() async throws {
        let shelf = DashboardScene.shelf(["One"]) { _, _ in
            try? await Task.sleep(for: .seconds(3600))
            return .none
        }
        try await run(ScriptedStack(Fixtures.snapshot(Fixtures.healthyServices + [Self.prometheus])), shelf) { _ in
            _ = await screen.frame { $0.text.contains("10/10 ready") }
            screen.press(.character("M"))
            _ = await screen.frame { $0.text(row: 0).hasPrefix("One") }
            time.advance(by: .seconds(7))
            _ = await screen.frame { $0.text.contains("waiting 7 s for Prometheus") }
            screen.send(.terminated)
        }
        #expect(screen.isClosed)
    }
}
