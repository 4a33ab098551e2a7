import Alerting
import ControlAPI
import Synchronization
import Testing

@testable import TerminalUI

/// How often the servers are asked, by the whole application with a source that counts.
@Suite(.timeLimit(.minutes(1))) struct AlertFeedTests {
    /// A source that reports what a test says.
    private final class CountingSource: AlertSource {
        private let state = Mutex((asked: 0, report: Fixtures.troubledAlerts, silenced: [String]()))
        let (asks, asking) = AsyncStream<Int>.makeStream(bufferingPolicy: .unbounded)

        var asked: Int { state.withLock(\.asked) }
        var silenced: [String] { state.withLock(\.silenced) }

        func waitForAsk(_ number: Int) async {
            for await count in asks where count >= number { return }
        }

        func report(_ servers: AlertServers) async -> AlertReport {
            let (count, report) = state.withLock { state in
                state.asked += 1
                return (state.asked, state.report)
            }
            asking.yield(count)
            return report
        }

        func silence(
            _ rule: String,
            for length: SilenceLength,
            comment: String,
            _ servers: AlertServers
        ) async -> String? {
            state.withLock { state in
                state.silenced.append("\(rule) \(length.text) \(comment)")
                state.report = Fixtures.alertReport([Fixtures.failedLogins], silences: [Fixtures.silence(rule)])
            }
            return nil
        }

        func endSilences(_ ids: [String], _ servers: AlertServers) async -> String? { "Alertmanager refuses" }

        func runbook(_ path: String, in directory: String) async -> Runbook { .unavailable("no \(path)") }
    }

    private let screen = MemoryScreen(size: Size(width: 120, height: 30))
    private let time = ManualTime()
    private let source = CountingSource()

    private func run(_ stack: ScriptedStack, _ body: () async throws -> Void) async throws {
        var options = TerminalOptions(time: time.source)
        options.alerts = source
        let app = TerminalApp(control: stack, screen: screen, options: options)
        async let choice = app.run()
        try await body()
        screen.press(.character("q"), .character("d"))
        _ = try await choice
    }

    @Test func prometheusIsAskedEveryFiveSecondsWhileItRuns() async throws {
        let stack = ScriptedStack(Fixtures.snapshot(Fixtures.monitoredServices))
        try await run(stack) {
            _ = await screen.frame { $0.text.contains("alerts: 1 critical, 1 silenced") }
            await time.waitForPause(of: .seconds(5))
            #expect(source.asked == 1)
            time.advance(by: .seconds(5))
            await source.waitForAsk(2)
            await time.waitForPause(of: .seconds(5))
            var stopped = Fixtures.monitoredServices[9]
            stopped.state = .stopped
            stack.change(stopped)
            _ = await screen.frame { !$0.text.contains("1 critical") }
            time.advance(by: .seconds(60))
            #expect(source.asked == 2)
        }
    }

    @Test func withoutPrometheusNobodyIsAsked() async throws {
        try await run(ScriptedStack(Fixtures.snapshot(Fixtures.healthyServices))) {
            _ = await screen.frame { $0.text.contains("9/9 ready") }
            screen.press(.character("A"))
            _ = await screen.frame { $0.text.contains("no Prometheus is part of the stack") }
            time.advance(by: .seconds(60))
            #expect(source.asked == 0)
        }
    }

    @Test func silenceIsShownAtOnce() async throws {
        try await run(ScriptedStack(Fixtures.snapshot(Fixtures.monitoredServices))) {
            _ = await screen.frame { $0.text.contains("1 critical") }
            screen.press(.character("A"), .character("m"))
            _ = await screen.frame { $0.text.contains("Silence FailedLogins") }
            screen.press(KeyPress(.enter))
            _ = await screen.frame { $0.text.contains("1 alert silenced") }
            #expect(source.silenced == ["FailedLogins 1h "])
            screen.press(.character("u"))
            _ = await screen.frame { $0.text.contains("Alertmanager refuses") }
            screen.press(KeyPress(.enter))
            _ = await screen.frame { $0.text.contains("no runbooks/failedlogins.md") }
        }
    }
}
