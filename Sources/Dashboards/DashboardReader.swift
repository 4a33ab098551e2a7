import Foundations

/// Why a file is no dashboard.
package struct DashboardError: Error, Hashable {
    package var message: String
    /// The offset of the byte where the text stops being JSON; nil if it is JSON.
    package var offset: Int?
}

/// Reads what Grafana exports. Unknown keys are skipped: every version adds some, and plugins have their own.
package struct DashboardReader {
    package init() {}

    package func read(_ bytes: some Collection<UInt8>) throws(DashboardError) -> Dashboard {
        switch JSONValue.read(bytes) {
        case .failure(let error): throw DashboardError(message: "this is not JSON", offset: error.offset)
        case .success(let value):
            // The HTTP API wraps the model.
            let root = value["dashboard"] ?? value
            guard case .object = root, root["panels"] != nil || root["rows"] != nil else {
                throw DashboardError(message: "this is no dashboard: it has no panels")
            }
            if let problem = DashboardShape.problem(in: root) { throw DashboardError(message: problem) }
            return dashboard(root)
        }
    }

    private func dashboard(_ root: JSONValue) -> Dashboard {
        Dashboard(
            title: root["title"]?.text ?? "Untitled",
            uid: root["uid"]?.text ?? "",
            panels: panels(root),
            variables: (root["templating"]?["list"]?.elements ?? []).compactMap(variable),
            range: Self.range(root["time"]),
            refresh: root["refresh"]?.text.flatMap(GrafanaTime.seconds)
        )
    }

    /// The length of `{"from": "now-6h", "to": "now"}` in seconds.
    private static func range(_ time: JSONValue?) -> Int {
        let from = time?["from"]?.text ?? ""
        guard from.hasPrefix("now-") else { return 3600 }
        let length = from.dropFirst(4).prefix { $0 != "/" }
        return GrafanaTime.seconds(String(length)).map { max(60, $0) } ?? 3600
    }

    // MARK: Panels

    private func panels(_ root: JSONValue) -> [Panel] {
        if root["panels"] == nil || !(root["rows"]?.elements.isEmpty ?? true) { return rowsOfOldDashboard(root) }
        var panels: [Panel] = []
        for value in root["panels"]?.elements ?? [] {
            panels.append(panel(value))
            // A collapsed row contains its panels. It is shown expanded.
            for inner in value["panels"]?.elements ?? [] { panels.append(panel(inner)) }
        }
        return Self.withoutOverlaps(panels)
    }

    /// Panels of collapsed rows have places that other rows use as well: what follows is moved down.
    private static func withoutOverlaps(_ panels: [Panel]) -> [Panel] {
        var result: [Panel] = []
        var shift = 0
        var end = 0
        for var panel in panels {
            if panel.kind == .row { shift = max(shift, end - panel.place.y) }
            panel.place.y += shift
            end = max(end, panel.place.y + panel.place.height)
            result.append(panel)
        }
        return result
    }

    /// Before version 5, rows had panels with a width of 12 columns together.
    private func rowsOfOldDashboard(_ root: JSONValue) -> [Panel] {
        var (panels, y) = ([Panel](), 0)
        for row in root["rows"]?.elements ?? [] {
            if row["showTitle"]?.bool == true {
                let place = Panel.Place(x: 0, y: y, width: 24, height: 1)
                panels.append(Panel(id: 0, title: row["title"]?.text ?? "", kind: .row, place: place))
                y += 1
            }
            let height = max(3, Self.pixels(row["height"]) / 38)
            var x = 0
            for value in row["panels"]?.elements ?? [] {
                var panel = panel(value)
                let width = min(24, max(1, Int(value["span"]?.number ?? 12)) * 2)
                if x + width > 24 { (x, y) = (0, y + height) }
                panel.place = Panel.Place(x: x, y: y, width: width, height: height)
                x += width
                panels.append(panel)
            }
            y += height
        }
        return panels
    }

    private static func pixels(_ value: JSONValue?) -> Int {
        if let number = value?.number { return Int(min(max(number, 0), 4000)) }
        return value?.text.flatMap { Int($0.prefix { $0.isNumber }) } ?? 250
    }

    private func panel(_ value: JSONValue) -> Panel { PanelReader(value).panel }

    // MARK: Variables

    private func variable(_ value: JSONValue) -> DashboardVariable? {
        guard let name = value["name"]?.text else { return nil }
        let current = value["current"]?["value"]
        let chosen = current?.text.map { [$0] } ?? current?.elements.compactMap(\.text) ?? []
        let source: DashboardVariable.Source
        switch value["type"]?.text {
        case "query": source = Self.source(value["query"]?["query"]?.text ?? value["query"]?.text ?? "")
        case "custom", "interval":
            let values = (value["query"]?.text ?? "").split(separator: ",").map(Self.trimmed)
            // `text : value`
            source = .values(values.map { $0.split(separator: " : ").last.map { Self.trimmed($0) } ?? $0 })
        case "constant", "textbox": source = .values([value["query"]?.text ?? chosen.first ?? ""])
        // The stack has one Prometheus, and ad hoc filters are not part of an expression.
        case "datasource", "adhoc": source = .values([])
        default: return nil
        }
        return DashboardVariable(
            name: name,
            source: source,
            chosen: chosen,
            includesAll: value["includeAll"]?.bool ?? false,
            allValue: value["allValue"]?.text.flatMap { $0.isEmpty ? nil : $0 },
            filter: value["regex"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    /// `label_values(metric{…}, label)`, `label_values(label)`, `query_result(…)`.
    private static func source(_ query: String) -> DashboardVariable.Source {
        let query = trimmed(query)
        guard query.hasSuffix(")"), let open = query.firstIndex(of: "(") else { return .query(query) }
        let inner = query[query.index(after: open)..<query.index(before: query.endIndex)]
        switch query[..<open] {
        case "label_values":
            guard let comma = inner.lastIndex(of: ",") else {
                return .labelValues(label: trimmed(inner), selector: nil)
            }
            let label = trimmed(inner[inner.index(after: comma)...])
            return .labelValues(label: label, selector: trimmed(inner[..<comma]))
        case "query_result": return .query(trimmed(inner))
        default: return .query(query)
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// Durations as Grafana writes them.
package enum GrafanaTime {
    /// `90s`, `15m`, `6h`, `1d`, `1w`
    package static func seconds(_ text: String) -> Int? {
        guard let unit = text.last, let count = Int(text.dropLast()), count >= 0, count < 1_000_000 else { return nil }
        let length: Int? =
            switch unit {
            case "s": 1
            case "m": 60
            case "h": 3600
            case "d": 86_400
            case "w": 604_800
            case "M": 2_592_000
            case "y": 31_536_000
            default: nil
            }
        return length.map { $0 * count }
    }
}
