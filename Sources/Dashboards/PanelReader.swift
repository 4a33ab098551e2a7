import Foundations

/// Reads one panel.
struct PanelReader {
    private let value: JSONValue
    private let defaults: JSONValue?

    init(_ value: JSONValue) {
        self.value = value
        defaults = value["fieldConfig"]?["defaults"]
    }

    var panel: Panel {
        var panel = Panel(
            id: Int(value["id"]?.number ?? 0),
            title: value["title"]?.text ?? "",
            kind: kind,
            place: place
        )
        panel.targets = targets
        panel.unit = defaults?["unit"]?.text ?? value["format"]?.text ?? firstAxis?["format"]?.text ?? ""
        panel.decimals = number(defaults?["decimals"] ?? value["decimals"]).map { Int(min(max($0, 0), 15)) }
        panel.minimum = number(defaults?["min"] ?? value["gauge"]?["minValue"] ?? firstAxis?["min"])
        panel.maximum = number(defaults?["max"] ?? value["gauge"]?["maxValue"] ?? firstAxis?["max"])
        panel.thresholds = thresholds
        panel.mappings = mappings
        panel.emptyText = defaults?["noValue"]?.text
        panel.reduction = reduction
        panel.isStacked = isStacked
        organizeColumns(&panel)
        for override in value["fieldConfig"]?["overrides"]?.elements ?? []
        where override["matcher"]?["id"]?.text == "byName" {
            let unit = override["properties"]?.elements.first { $0["id"]?.text == "unit" }?["value"]?.text
            if let name = override["matcher"]?["options"]?.text { panel.columnUnits[name] = unit }
        }
        return panel
    }

    private var firstAxis: JSONValue? { value["yaxes"]?.elements.first }

    private func number(_ value: JSONValue?) -> Double? { value?.number ?? value?.text.flatMap(Double.init) }

    private var place: Panel.Place {
        func number(_ name: String, _ missing: Int) -> Int {
            Int(min(max(value["gridPos"]?[name]?.number ?? Double(missing), 0), 100_000))
        }
        let x = min(number("x", 0), 23)
        return Panel.Place(
            x: x,
            y: number("y", 0),
            width: max(1, min(number("w", 12), 24 - x)),
            height: max(1, number("h", 8))
        )
    }

    // MARK: Kind

    private var kind: Panel.Kind {
        let type = value["type"]?.text ?? ""
        switch type {
        case "row": return .row
        case "text": return .text(value["options"]?["content"]?.text ?? value["content"]?.text ?? "")
        case "logs": return logs
        default: break
        }
        let drawn: Panel.Kind? =
            switch type {
            case "timeseries", "graph": .timeSeries
            case "stat", "singlestat": .stat
            case "gauge": .gauge
            case "bargauge", "barchart", "piechart", "grafana-piechart-panel": .barGauge
            case "table", "table-old": .table
            default: nil
            }
        guard let drawn else { return .unsupported("panels of the type '\(type)' are not drawn") }
        if let source = foreignSource { return .unsupported("it asks a data source of the type '\(source)'") }
        if targets.isEmpty {
            if value["libraryPanel"] != nil {
                return .unsupported("it is a library panel, which the file does not contain")
            }
            return .unsupported("it has no query for Prometheus")
        }
        return drawn
    }

    private var logs: Panel.Kind {
        let query = value["targets"]?.elements.compactMap { $0["expr"]?.text }.first ?? ""
        guard let selector = LogSelector(query) else { return .unsupported("the query '\(query)' names no service") }
        return .logs(selector)
    }

    /// The type of a data source that is not Prometheus; nil if it is, or the file does not say.
    private var foreignSource: String? {
        let sources = [value["datasource"]] + (value["targets"]?.elements ?? []).map { $0["datasource"] }
        let types = sources.compactMap { $0?["type"]?.text }
        return types.first { !["prometheus", "datasource", "mixed"].contains($0) && !$0.hasPrefix("$") }
    }

    private var targets: [Panel.Target] {
        (value["targets"]?.elements ?? []).compactMap { target in
            guard let expression = target["expr"]?.text, !expression.isEmpty, target["hide"]?.bool != true else {
                return nil
            }
            let legend = target["legendFormat"]?.text ?? ""
            return Panel.Target(
                name: target["refId"]?.text ?? "",
                expression: expression,
                legend: legend == "__auto" ? "" : legend,
                isInstant: target["instant"]?.bool == true || target["format"]?.text == "table"
            )
        }
    }

    // MARK: Values

    private var reduction: Panel.Reduction {
        let name = value["options"]?["reduceOptions"]?["calcs"]?.elements.first?.text ?? value["valueName"]?.text ?? ""
        switch name {
        case "avg": return .mean
        case "current": return .lastNotNull
        case "total": return .sum
        default: return Panel.Reduction(rawValue: name) ?? .lastNotNull
        }
    }

    private var isStacked: Bool {
        if let mode = defaults?["custom"]?["stacking"]?["mode"]?.text { return mode != "none" }
        return value["stack"]?.bool ?? false
    }

    private var thresholds: Thresholds {
        var result = Thresholds()
        let style = defaults?["custom"]?["thresholdsStyle"]?["mode"]?.text
        result.areDrawn = style.map { $0 != "off" } ?? false
        if let settings = defaults?["thresholds"] {
            result.arePercentages = settings["mode"]?.text == "percentage"
            result.steps = (settings["steps"]?.elements ?? []).map { step in
                Thresholds.Step(from: step["value"]?.number, colour: Self.colour(step["color"]?.text ?? ""))
            }
        } else if let text = value["thresholds"]?.text {
            // A panel of the type singlestat: "50,80", with one colour more.
            let bounds = text.split(separator: ",").map { Double($0.filter { $0 != " " }) }
            let colours = (value["colors"]?.elements ?? []).compactMap(\.text).map(Self.colour)
            result.steps = zip([nil] + bounds, colours).map { Thresholds.Step(from: $0, colour: $1) }
        } else {
            // A graph: lines with an operator.
            result.steps = (value["thresholds"]?.elements ?? []).compactMap { line in
                line["value"]?.number.map { Thresholds.Step(from: $0, colour: .bad) }
            }
            result.areDrawn = !result.steps.isEmpty
        }
        return result
    }

    /// Grafana's names and the colours of its palette, by what they mean to a viewer.
    private static func colour(_ name: String) -> Thresholds.Colour {
        let name = name.lowercased()
        if name.contains("green") || name == "#299c46" || name == "#73bf69" { return .good }
        if name.contains("yellow") || name.contains("orange") || name.hasPrefix("rgba(237") { return .warning }
        if name.contains("red") || name == "#d44a3a" || name == "#f2495c" || name.hasPrefix("rgba(245") { return .bad }
        return .neutral
    }

    private var mappings: [ValueMapping] {
        (defaults?["mappings"]?.elements ?? value["valueMaps"]?.elements ?? []).flatMap { mapping -> [ValueMapping] in
            let options = mapping["options"]
            switch mapping["type"]?.text {
            case "value":
                return (options?.members ?? [:]).sorted { $0.key < $1.key }.compactMap { key, result in
                    guard let value = Double(key), let text = result["text"]?.text else { return nil }
                    return ValueMapping(from: value, to: value, text: text)
                }
            case "range":
                guard let text = options?["result"]?["text"]?.text else { return [] }
                return [ValueMapping(from: options?["from"]?.number, to: options?["to"]?.number, text: text)]
            case "special":
                guard let text = options?["result"]?["text"]?.text, options?["match"]?.text?.hasPrefix("n") == true
                else {
                    return []
                }
                return [ValueMapping(isForMissing: true, text: text)]
            default:
                guard let text = mapping["text"]?.text, let value = mapping["value"]?.text else { return [] }
                return [
                    Double(value).map { ValueMapping(from: $0, to: $0, text: text) }
                        ?? ValueMapping(isForMissing: true, text: text)
                ]
            }
        }
    }

    private func organizeColumns(_ panel: inout Panel) {
        for step in value["transformations"]?.elements ?? [] where step["id"]?.text == "organize" {
            let options = step["options"]
            for (name, isHidden) in options?["excludeByName"]?.members ?? [:] where isHidden.bool == true {
                panel.hiddenColumns.insert(name)
            }
            for (name, title) in options?["renameByName"]?.members ?? [:] { panel.columnTitles[name] = title.text }
        }
    }
}
