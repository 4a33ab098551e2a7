import Foundation
import Testing

@testable import Dashboards

/// Grafana's files, of today and of long ago.
@Suite struct DashboardReaderTests {
    private func read(_ text: String) throws -> Dashboard { try DashboardReader().read(text.utf8) }

    @Test func panelsHaveTheirPlacesQueriesAndUnits() throws {
        let dashboard = try read(
            """
            {"title": "T", "uid": "u", "time": {"from": "now-6h", "to": "now"}, "refresh": "10s",
             "templating": {"list": [
               {"name": "job", "type": "query", "query": {"query": "label_values(up{a=\\"b, c\\"}, job)"}, "multi": true,
                "includeAll": true, "allValue": ".*", "regex": "/x/", "current": {"value": ["$__all"]}},
               {"name": "q", "type": "custom", "query": "one : 1, 2", "current": {"value": "1"}},
               {"name": "ds", "type": "datasource", "query": "prometheus"}]},
             "panels": [
               {"type": "row", "title": "R", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}, "collapsed": true, "panels": [
                 {"id": 3, "type": "gauge", "title": "G", "gridPos": {"x": 2, "y": 1, "w": 6, "h": 4},
                  "targets": [{"expr": "g"}]}]},
               {"type": "row", "title": "S", "gridPos": {"x": 0, "y": 1, "w": 24, "h": 1}},
               {"type": "timeseries", "gridPos": {"x": 0, "y": 2, "w": 12, "h": 8},
                "fieldConfig": {"defaults": {"unit": "bytes", "min": 0, "decimals": 1, "custom":
                  {"thresholdsStyle": {"mode": "line"}, "stacking": {"mode": "normal"}}, "thresholds": {"mode": "absolute",
                  "steps": [{"color": "green", "value": null}, {"color": "red", "value": 80}]}}},
                "targets": [{"refId": "A", "expr": "a", "legendFormat": "__auto"}, {"refId": "B", "expr": "b", "hide": true}]}]}
            """
        )
        #expect(dashboard.range == 21_600 && dashboard.refresh == 10 && dashboard.uid == "u")
        #expect(dashboard.panels.map(\.title) == ["R", "G", "S", ""])
        // What follows the row that was collapsed makes room for its panels.
        #expect(dashboard.panels.map(\.place.y) == [0, 1, 5, 6])
        let panel = dashboard.panels[3]
        #expect(panel.targets == [Panel.Target(name: "A", expression: "a", legend: "", isInstant: false)])
        #expect(panel.unit == "bytes" && panel.minimum == 0 && panel.decimals == 1 && panel.isStacked)
        #expect(panel.thresholds.areDrawn && panel.thresholds.colour(of: 81, minimum: nil, maximum: nil) == .bad)
        #expect(panel.thresholds.colour(of: 1, minimum: nil, maximum: nil) == .good)
        #expect(
            dashboard.variables.map(\.source) == [
                .labelValues(label: "job", selector: "up{a=\"b, c\"}"), .values(["1", "2"]), .values([]),
            ]
        )
    }

    @Test func aPanelSaysWhatStandsForNoValues() throws {
        let dashboard = try read(
            """
            {"panels": [{"type": "stat", "fieldConfig": {"defaults": {"noValue": "not exported"}}}, {"type": "stat"}]}
            """
        )
        #expect(dashboard.panels.map(\.emptyText) == ["not exported", nil])
    }

    @Test func rowsOfOldFilesBecomeAGrid() throws {
        let dashboard = try read(
            """
            {"rows": [{"title": "Old", "showTitle": true, "height": "380px", "panels": [
               {"type": "graph", "span": 6, "targets": [{"expr": "a"}], "yaxes": [{"format": "s"}]},
               {"type": "singlestat", "span": 6, "targets": [{"expr": "b"}], "format": "percent", "thresholds": "50,80",
                "colors": ["rgba(50, 172, 45, 0.97)", "rgba(237, 129, 40, 0.89)", "rgba(245, 54, 54, 0.9)"],
                "valueMaps": [{"value": "null", "text": "N/A"}, {"value": "1", "text": "UP"}]}]}]}
            """
        )
        #expect(dashboard.panels.map(\.kind) == [.row, .timeSeries, .stat])
        #expect(dashboard.panels[1].place == Panel.Place(x: 0, y: 1, width: 12, height: 10))
        #expect(dashboard.panels[2].place == Panel.Place(x: 12, y: 1, width: 12, height: 10))
        #expect(dashboard.panels[1].unit == "s")
        let stat = dashboard.panels[2]
        #expect(stat.thresholds.colour(of: 60, minimum: nil, maximum: nil) == .warning)
        #expect(stat.thresholds.colour(of: 90, minimum: nil, maximum: nil) == .bad)
        #expect(stat.mappings.first { $0.applies(to: nil) }?.text == "N/A")
        #expect(stat.mappings.first { $0.applies(to: 1) }?.text == "UP")
    }

    @Test func whatCannotBeDrawnSaysWhy() throws {
        let panels = try read(
            """
            {"panels": [{"type": "heatmap", "targets": [{"expr": "a"}]}, {"type": "stat"},
              {"type": "timeseries", "datasource": {"type": "mysql"}, "targets": [{"rawSql": "x"}]},
              {"type": "logs", "targets": [{"expr": "{service=\\"db\\"} |= \\"row-level\\""}]},
              {"type": "text", "options": {"content": "# Hi"}}, {"type": 7, "gridPos": {"x": -3, "w": 99, "h": "a"}}]}
            """
        ).panels
        #expect(
            panels.map(\.kind) == [
                .unsupported("panels of the type 'heatmap' are not drawn"),
                .unsupported("it has no query for Prometheus"),
                .unsupported("it asks a data source of the type 'mysql'"),
                .logs(LogSelector("{service=\"db\"} |= \"row-level\"")!), .text("# Hi"),
                .unsupported("panels of the type '' are not drawn"),
            ]
        )
        #expect(panels[5].place == Panel.Place(x: 0, y: 0, width: 24, height: 8))
    }

    @Test(arguments: [("{", 1), ("", 0), (#"{"panels": [1,]}"#, 14)])
    func whatIsNotJSONSaysWhere(text: String, offset: Int) {
        #expect(throws: DashboardError(message: "this is not JSON", offset: offset)) { try read(text) }
    }

    @Test(arguments: ["{}", "[]", "1"])
    func whatIsNoDashboardSaysSo(text: String) {
        #expect(throws: DashboardError(message: "this is no dashboard: it has no panels", offset: nil)) {
            try read(text)
        }
    }

    @Test(arguments: [
        (#"{"panels": "x"}"#, "'panels' is not a list"),
        (#"{"panels": [{"type": "stat"}, 7]}"#, "'panels[1]' is not an object"),
        (#"{"panels": [{"targets": {"expr": "a"}}]}"#, "'panels[0].targets' is not a list"),
        (
            #"{"panels": [{"panels": [{"targets": [{"expr": 5}]}]}]}"#,
            "'panels[0].panels[0].targets[0].expr' is not text"
        ),
        (#"{"panels": [], "templating": {"list": ["job"]}}"#, "'templating.list[0]' is not an object"),
    ])
    func aWrongTypeIsNamedWithItsPlace(text: String, message: String) {
        #expect(throws: DashboardError(message: message, offset: nil)) { try read(text) }
    }

    @Test func thePlatformsOwnDashboardsAreDrawnAsAWhole() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let folder = "\(root)/compose/monitoring/dashboards"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        #expect(names.count == 6)
        for name in names {
            let data = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
            let dashboard = try DashboardReader().read(data)
            #expect(dashboard.uid == name.dropLast(5), "\(name)")
            for panel in dashboard.panels {
                if case .unsupported(let reason) = panel.kind { Issue.record("\(name), \(panel.title): \(reason)") }
            }
        }
    }
}
