import Dashboards
import Foundation
import Synchronization
import TerminalUI
import TestSupport
import Testing

@testable import Monitoring

/// Dashboards on a screen, with a Prometheus that errs.
@Suite(.timeLimit(.minutes(2))) struct DashboardOnScreenTests {
    private static let json = """
        {"title": "Two", "refresh": "1s", "time": {"from": "now-5m"}, "panels": [
          {"type": "stat", "title": "A", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 3}, "targets": [{"expr": "a"}]},
          {"type": "stat", "title": "B", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 3}, "targets": [{"expr": "b"}]}]}
        """

    private static func shelf(_ address: String) throws -> DashboardShelf {
        let dashboard = try DashboardReader().read(json.utf8)
        let queries = DashboardQueries(PrometheusClient(address: address, limit: .seconds(30)), dashboard)
        let open = OpenDashboard(dashboard) { index, window in
            let times = DashboardQueries.Times(from: window.start, to: window.end, step: window.step)
            return await queries.panel(index, [:], times) { _ in .none }
        } alerts: { _ in
            nil
        }
        return DashboardShelf { _ in DashboardShelf.Answer(names: ["two"], name: "two", .success(open)) }
    }

    private static func show(_ address: String, _ body: (MemoryScreen) async throws -> Void) async throws {
        let screen = MemoryScreen(size: Size(width: 120, height: 8))
        let app = DashboardApp(try shelf(address), screen: screen)
        async let end: Void = app.run(look: DashboardLook(theme: .monochrome, glyphs: .unicode))
        let result: Result<Void, any Error>
        do { result = .success(try await body(screen)) } catch { result = .failure(error) }
        screen.press(KeyPress(.character("q")))
        await end
        #expect(screen.isClosed)
        try result.get()
    }

    @Test func aQueryThatHangsShowsInItsPanelAlone() async throws {
        let count = Mutex(0)
        let answer: @Sendable (String) -> ScriptedPrometheus.Answer = { query in
            if query == "b" { return .silence }
            return .value(
                count.withLock { count in
                    count += 1
                    return Double(count)
                }
            )
        }
        try await ScriptedPrometheus.run(answer) { server in
            try await Self.show(server.address) { screen in
                _ = await screen.frame { $0.text.contains("1") && $0.text.contains("waiting 1 s for Prometheus") }
                // The other one is asked again meanwhile.
                let later = await screen.frame { $0.text.contains("waiting 3 s for Prometheus") }
                #expect(later.text.contains("no data") == false)
                let shown = later.text(row: 2).filter(\.isNumber)
                #expect((Int(shown.prefix(1)) ?? 0) >= 2, "\(later.text)")
            }
        }
    }

    @Test func aPrometheusThatEndsIsSeenAndSoIsItsReturn() async throws {
        // Values of three digits, which no clock on the screen shows.
        let port = Int(LoopbackPort.free())
        let shown = AsyncStream.makeStream(of: Void.self)
        async let first: Void = ScriptedPrometheus.run(port: port, { _ in .value(417) }) { _ in
            for await _ in shown.stream {}
        }
        try await Self.show("127.0.0.1:\(port)") { screen in
            _ = await screen.frame { $0.text.contains("417") }
            shown.continuation.finish()
            // The figures stay; the panel says that they are not the newest.
            let alone = await screen.frame { $0.text.contains("Prometheus does not answer at") }
            #expect(alone.text.contains("417"))
            try await ScriptedPrometheus.run(port: port, { _ in .value(439) }) { _ in
                _ = await screen.frame { frame in
                    frame.text.contains("439") && !["417", "does not answer"].contains { frame.text.contains($0) }
                }
            }
        }
        try await first
    }
}
