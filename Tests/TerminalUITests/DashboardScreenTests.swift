import Dashboards
import Foundation
import TestSupport
import Testing

@testable import TerminalUI

/// The platform's dashboards and the parts of charts, with figures that are always the same.
@Suite struct DashboardScreenTests {
    private static let folder = GoldenFolder("GoldenDashboards")
    private static let names = ["business", "database", "redis", "security", "service-health", "temporal"]
    private static let sizes = [
        Size(width: 80, height: 24), Size(width: 120, height: 36), Size(width: 200, height: 60),
    ]
    /// Fifteen minutes that end at 12:00 on 2026-01-01, UTC.
    private static let window = DashboardWindow(start: 1_767_267_900, end: 1_767_268_800, step: 10, utcOffset: 0)
    private static let plain = DashboardLook(theme: .monochrome, glyphs: .unicode)
    private static let coloured = DashboardLook(theme: .standard, glyphs: .unicode)
    private static let ascii = DashboardLook(theme: .monochrome, glyphs: .ascii)

    /// Three series for each target: a wave, a staircase, and one that was missing for a while.
    private static func series(_ panel: Panel) -> [Series] {
        let times = stride(from: window.start, through: window.end, by: window.step)
        return panel.targets.enumerated().flatMap { number, target in
            (0..<3).map { index in
                let samples = times.enumerated().compactMap { step, time -> Series.Sample? in
                    if index == 2, (30..<50).contains(step) { return nil }
                    let wave = sin(Double(step) / 8) + 1.5
                    let value = [wave, Double(step / 15) / 2, wave / 3][index] + Double(number)
                    return Series.Sample(time: time, value: value)
                }
                let labels = ["service": ["api", "web", "worker"][index], "path": "/v1/\(index)"]
                return Series(name: target.name(of: labels), labels: labels, target: target.name, samples: samples)
            }
        }
    }

    private static func data(_ dashboard: Dashboard) -> [PanelData] {
        dashboard.panels.map { panel in
            switch panel.kind {
            case .row, .text, .unsupported: .none
            case .logs: .lines(["ERROR:  new row violates row-level security policy for table \"clients\""])
            default: .series(series(panel))
            }
        }
    }

    @Test func aPanelWithoutValuesShowsItsOwnWords() {
        var dashboard = DashboardScene.dashboard("Empty")
        dashboard.panels[0].emptyText = "no certificate is watched"
        let view = DashboardView(dashboard, [.series([]), .series([])], Self.window, Self.plain)
        let text = view.frame(Size(width: 80, height: 20)).text
        #expect(text.contains("no certificate is watched") && text.contains("no data"))
    }

    private static func dashboard(_ name: String) throws -> Dashboard {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let file = "\(root)/compose/monitoring/dashboards/\(name).json"
        return try DashboardReader().read(try #require(FileManager.default.contents(atPath: file)))
    }

    @Test(arguments: names, sizes) func theDashboardsLookAsTheyDid(name: String, size: Size) throws {
        let dashboard = try Self.dashboard(name)
        let view = DashboardView(dashboard, Self.data(dashboard), Self.window, Self.plain)
        try Self.folder.check(GoldenScreen.describe(view.frame(size)), "\(name)-\(size.width)x\(size.height).txt")
    }

    @Test func coloursAndASCIILookAsTheyDid() throws {
        let dashboard = try Self.dashboard("service-health")
        for (name, look) in [("colours", Self.coloured), ("ascii", Self.ascii)] {
            let frame = DashboardView(dashboard, Self.data(dashboard), Self.window, look).frame(Self.sizes[1], from: 5)
            try Self.folder.check(GoldenScreen.describe(frame), "\(name).txt")
            if name == "ascii" { #expect(frame.cells.allSatisfy { $0.text.allSatisfy(\.isASCII) }) }
        }
    }

    @Test(arguments: names, sizes) func asciiIsEnough(name: String, size: Size) throws {
        let dashboard = try Self.dashboard(name)
        let firing = FiringAlert(name: "A", severity: nil, periods: [Self.window.start...Self.window.end])
        var view = DashboardView(dashboard, Self.data(dashboard), Self.window, Self.ascii, alerts: [firing])
        view.cursor = Self.window.start + 300
        #expect(view.frame(size).cells.allSatisfy { $0.text.allSatisfy(\.isASCII) })
    }

    /// With a cursor, alerts, and a panel whose query hangs.
    @Test func cursorAndAlertsLookAsTheyDid() throws {
        let dashboard = try Self.dashboard("service-health")
        var contents = Self.data(dashboard).map { DashboardView.Content(data: $0, step: Self.window.step) }
        contents[2].notice = PanelState.Notice(text: "waiting 12 s for Prometheus", isProblem: false)
        contents[3].notice = PanelState.Notice(text: "Prometheus does not answer", isProblem: true)
        var view = DashboardView(dashboard, contents, Self.window, Self.plain)
        view.place = "5/6"
        view.cursor = Self.window.start + 300
        view.alerts = [
            FiringAlert(
                name: "ApiLatency",
                severity: "high",
                periods: [Self.window.start + 270...Self.window.start + 400]
            ),
            FiringAlert(name: "RedisMemory", severity: "high", periods: [Self.window.end - 60...Self.window.end]),
        ]
        try Self.folder.check(GoldenScreen.describe(view.frame(Self.sizes[1])), "cursor.txt")
    }

    @Test func everyGoldenScreenIsOneOfThese() throws {
        let screens = Self.names.flatMap { name in Self.sizes.map { "\(name)-\($0.width)x\($0.height).txt" } }
        try Self.folder.checkOrphans(besides: screens + ["colours.txt", "ascii.txt", "cursor.txt"])
    }

    @Test func whatFailsIsShownInItsPanelAlone() throws {
        let dashboard = try DashboardReader().read(
            """
            {"panels": [
              {"type": "stat", "title": "A", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 3}, "targets": [{"expr": "a"}]},
              {"type": "stat", "title": "B", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 3}, "targets": [{"expr": "b"}]},
              {"type": "heatmap", "title": "C", "gridPos": {"x": 0, "y": 3, "w": 24, "h": 3}}]}
            """.utf8
        )
        let data: [PanelData] = [.failed("it hangs\u{1B}[31m"), .series(Self.series(dashboard.panels[1])), .none]
        let text = DashboardView(dashboard, data, Self.window, Self.plain).frame(Size(width: 60, height: 7)).text
        #expect(text.contains("it hangs") && !text.contains("\u{1B}"))
        #expect(text.contains("path=") && text.split(separator: "it hangs").count == 2)
        #expect(text.contains("not drawn: panels of the type 'heatmap' are not drawn"))
    }

    /// Frames of any size, with values of any kind, end within the frame.
    @Test func oddSizesAndValuesAreDrawn() throws {
        var panel = Panel(id: 1, title: "T", kind: .timeSeries, place: .init(x: 0, y: 0, width: 24, height: 8))
        panel.targets = [Panel.Target(name: "A", expression: "a", legend: "{{service}}", isInstant: false)]
        panel.thresholds.areDrawn = true
        panel.thresholds.steps = [.init(from: nil, colour: .good), .init(from: 80, colour: .bad)]
        let values: [[Double]] = [
            [], [.nan], [.infinity, -.infinity], [1e300, -1e300], [0, 0, 0], [-5], [5, .nan, 7],
        ]
        for kind in [Panel.Kind.timeSeries, .stat, .gauge, .barGauge, .table] {
            panel.kind = kind
            for values in values {
                let samples = values.enumerated().map {
                    Series.Sample(time: Self.window.start + Double($0) * 10, value: $1)
                }
                let series = Series(name: "s", labels: ["a": "b"], target: "A", samples: samples)
                for width in [1, 2, 5, 13, 40] {
                    for height in [1, 2, 3, 5, 9] {
                        let dashboard = Dashboard(title: "D", uid: "", panels: [panel], variables: [], range: 900)
                        let view = DashboardView(dashboard, [.series([series, series])], Self.window, Self.coloured)
                        #expect(view.frame(Size(width: width, height: height)).size.width == width)
                    }
                }
            }
        }
    }
}
