/// A dashboard as Grafana stores it.
///
/// Source: Grafana's documentation, JSON model, and the files that Grafana exports since version 5.
package struct Dashboard: Hashable, Sendable {
    package var title: String
    /// The identifier in addresses; empty if the file has none.
    package var uid: String
    /// In the order of the file. The rows that group panels are panels of their own.
    package var panels: [Panel]
    package var variables: [DashboardVariable]
    /// The range that the file asks for, in seconds.
    package var range: Int
    /// How often the file wants to be drawn again, in seconds; nil: never.
    package var refresh: Int?

    package init(
        title: String,
        uid: String,
        panels: [Panel],
        variables: [DashboardVariable],
        range: Int,
        refresh: Int? = nil
    ) {
        self.title = title
        self.uid = uid
        self.panels = panels
        self.variables = variables
        self.range = range
        self.refresh = refresh
    }

    /// The height of the grid, in its units.
    package var gridHeight: Int { panels.map { $0.place.y + $0.place.height }.max() ?? 0 }
}

/// A part of a dashboard.
package struct Panel: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A title above the panels that follow.
        case row
        case timeSeries
        case stat
        case gauge
        case barGauge
        case table
        case text(String)
        /// Log lines of a service that contain a text.
        case logs(LogSelector)
        /// Cannot be drawn, for this reason.
        case unsupported(String)
    }

    /// A place in Grafana's grid of 24 columns.
    package struct Place: Hashable, Sendable {
        package var x: Int
        package var y: Int
        package var width: Int
        package var height: Int

        package init(x: Int, y: Int, width: Int, height: Int) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    /// What to ask Prometheus.
    package struct Target: Hashable, Sendable {
        package init(name: String, expression: String, legend: String, isInstant: Bool) {
            self.name = name
            self.expression = expression
            self.legend = legend
            self.isInstant = isInstant
        }

        package var name: String
        /// PromQL, with variables.
        package var expression: String
        /// The name of a series, such as `{{method}} {{path}}`; empty: its labels.
        package var legend: String
        /// Whether only the newest value is needed.
        package var isInstant: Bool
    }

    /// How several values of a series become one.
    package enum Reduction: String, Hashable, Sendable {
        case last, lastNotNull, first, firstNotNull, min, max, mean, sum = "sum", count
    }

    package var id: Int
    package var title: String
    package var kind: Kind
    package var place: Place
    package var targets: [Target] = []
    package var unit = ""
    package var decimals: Int?
    package var minimum: Double?
    package var maximum: Double?
    package var thresholds = Thresholds()
    package var mappings: [ValueMapping] = []
    /// What is shown where there are no values.
    package var emptyText: String?
    package var reduction = Reduction.lastNotNull
    package var isStacked = false
    /// For tables: columns that are left out, and others' titles.
    package var hiddenColumns: Set<String> = []
    package var columnTitles: [String: String] = [:]
    /// The units of columns that have their own.
    package var columnUnits: [String: String] = [:]

    package init(id: Int, title: String, kind: Kind, place: Place) {
        self.id = id
        self.title = title
        self.kind = kind
        self.place = place
    }
}

/// The log lines that a panel of logs shows.
package struct LogSelector: Hashable, Sendable {
    package var service: String?
    package var text: String?

    /// Reads the part of LogQL that selects the lines of one service by a text: `{service="a"} |= "b"`.
    package init?(_ query: String) {
        func quoted(after mark: String) -> String? {
            guard let start = query.firstRange(of: mark)?.upperBound else { return nil }
            let rest = query[start...].drop { $0 == " " }
            guard rest.first == "\"" || rest.first == "`" else { return nil }
            return String(rest.dropFirst().prefix { $0 != rest.first })
        }
        service = quoted(after: "service=")
        text = quoted(after: "|=")
        if service == nil, text == nil { return nil }
    }
}

/// The colours of values.
package struct Thresholds: Hashable, Sendable {
    package enum Colour: Hashable, Sendable {
        case good
        case warning
        case bad
        case neutral
    }

    package struct Step: Hashable, Sendable {
        /// The least value; nil for the first step, which has no bound.
        package var from: Double?
        package var colour: Colour

        package init(from: Double?, colour: Colour) {
            self.from = from
            self.colour = colour
        }
    }

    /// In ascending order.
    package var steps: [Step] = []
    /// Whether the bounds are percentages between the panel's minimum and maximum.
    package var arePercentages = false
    /// Whether charts draw them as lines.
    package var areDrawn = false

    package init() {}

    /// The bounds as values of the panel.
    package func bounds(minimum: Double?, maximum: Double?) -> [(value: Double, colour: Colour)] {
        steps.compactMap { step in
            guard let from = step.from else { return nil }
            guard arePercentages else { return (from, step.colour) }
            let (low, high) = (minimum ?? 0, maximum ?? 100)
            return (low + (high - low) * from / 100, step.colour)
        }
    }

    package func colour(of value: Double, minimum: Double?, maximum: Double?) -> Colour {
        bounds(minimum: minimum, maximum: maximum).last { $0.value <= value }?.colour ?? steps.first?.colour ?? .neutral
    }
}

/// A text that replaces values.
package struct ValueMapping: Hashable, Sendable {
    /// The bounds, both included; nil: none.
    package var from: Double?
    package var to: Double?
    /// Whether it is for missing values.
    package var isForMissing = false
    package var text: String

    package func applies(to value: Double?) -> Bool {
        guard let value, !value.isNaN else { return isForMissing }
        return !isForMissing && from.map { value >= $0 } ?? true && to.map { value <= $0 } ?? true
    }
}

/// A value that a viewer of the dashboard chooses.
package struct DashboardVariable: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case values([String])
        /// The values of a label, in series that a selector matches; nil: in all.
        case labelValues(label: String, selector: String?)
        /// The result of an expression, as text.
        case query(String)
    }

    package var name: String
    package var source: Source
    /// What the file has chosen; empty: the first value, or all.
    package var chosen: [String]
    package var includesAll: Bool
    /// The value that "all" has in expressions; nil: the list of values.
    package var allValue: String?
    /// A regular expression that selects values, or the part of them in its first group.
    package var filter: String?
}

extension DashboardVariable {
    /// Returns the values that the filter selects, each once, or the parts of them that it captures.
    package func filtered(_ values: [String]) -> [String] {
        var seen: Set<String> = []
        return values.compactMap(selected).filter { seen.insert($0).inserted }
    }

    private func selected(_ value: String) -> String? {
        guard let filter else { return value }
        // Between slashes, with options behind.
        let inner = filter.hasPrefix("/") ? filter.dropFirst().prefix { $0 != "/" } : filter[...]
        guard let pattern = try? Regex(String(inner)) else { return value }
        guard let match = value.firstMatch(of: pattern) else { return nil }
        return match.output.count > 1 ? match.output[1].substring.map(String.init) ?? value : value
    }
}
