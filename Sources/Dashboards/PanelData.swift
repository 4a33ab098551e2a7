/// What was found for a panel.
package enum PanelData: Hashable, Sendable {
    case series([Series])
    /// Lines of a log, oldest first.
    case lines([String])
    /// The query failed, for this reason.
    case failed(String)
    /// Nothing was asked for.
    case none
}

/// The values of one series over time.
package struct Series: Hashable, Sendable, Codable {
    package struct Sample: Hashable, Sendable {
        /// Seconds since 1970.
        package var time: Double
        package var value: Double

        package init(time: Double, value: Double) {
            self.time = time
            self.value = value
        }
    }

    /// What the legend says.
    package var name: String
    package var labels: [String: String]
    /// The name of the target that it belongs to.
    package var target: String
    /// In the order of time. Where there is no value, there is no sample.
    package var samples: [Sample]

    package init(name: String, labels: [String: String], target: String, samples: [Sample]) {
        self.name = name
        self.labels = labels
        self.target = target
        self.samples = samples
    }

    /// One value for all samples; nil if there are none.
    package func reduced(_ reduction: Panel.Reduction) -> Double? {
        let values = samples.lazy.map(\.value).filter { !$0.isNaN }
        switch reduction {
        case .last, .lastNotNull: return values.last
        case .first, .firstNotNull: return values.first
        case .min: return values.min()
        case .max: return values.max()
        case .sum: return values.isEmpty ? nil : values.reduce(0, +)
        case .mean: return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        case .count: return Double(values.count)
        }
    }
}

extension Series {
    /// Returns the value of the sample that is nearest to a time; nil if none is within a distance in seconds.
    package func value(at time: Double, within distance: Double) -> Double? {
        // The first sample that is not before the time.
        var (low, high) = (0, samples.count)
        while low < high {
            let middle = (low + high) / 2
            if samples[middle].time < time { low = middle + 1 } else { high = middle }
        }
        let near = [low - 1, low].filter { samples.indices.contains($0) }.map { samples[$0] }
        let nearest = near.min { abs($0.time - time) < abs($1.time - time) }
        return nearest.flatMap { abs($0.time - time) <= distance ? $0.value : nil }
    }
}

extension Panel.Target {
    /// The name of a series with these labels, by the legend's `{{label}}`.
    package func name(of labels: [String: String]) -> String {
        guard !legend.isEmpty else {
            let others = labels.filter { $0.key != "__name__" }.sorted { $0.key < $1.key }
            let list = others.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ", ")
            let name = labels["__name__"] ?? ""
            return list.isEmpty ? (name.isEmpty ? expression : name) : "\(name){\(list)}"
        }
        var (result, rest) = ("", legend[...])
        while let open = rest.firstRange(of: "{{") {
            result += rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { return result + "{{" + rest }
            let label = rest[..<close.lowerBound].filter { !$0.isWhitespace }
            result += labels[label] ?? ""
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
