package import Dashboards
import FoundationEssentials
import Foundations

extension PrometheusClient {
    /// A series as Prometheus sends it.
    package struct RawSeries: Sendable, Decodable {
        package var labels: [String: String]
        package var samples: [Series.Sample]

        private enum CodingKeys: String, CodingKey { case metric, value, values }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            labels = try container.decode([String: String].self, forKey: .metric)
            let pairs =
                try container.decodeIfPresent([Pair].self, forKey: .values)
                ?? [try container.decode(Pair.self, forKey: .value)]
            samples = pairs.map { Series.Sample(time: $0.time, value: $0.value) }
        }
    }

    /// A time and a value, which is text because JSON has no NaN.
    private struct Pair: Decodable {
        var time: Double
        var value: Double

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            time = try list.decode(Double.self)
            let text = try list.decode(String.self)
            value = text == "NaN" ? .nan : Double(text) ?? .nan
        }
    }

    private struct QueryResult: Decodable {
        var result: [RawSeries]

        private enum CodingKeys: String, CodingKey { case resultType, result }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            switch try container.decode(String.self, forKey: .resultType) {
            case "scalar":
                let pair = try container.decode(Pair.self, forKey: .result)
                result = [RawSeries(labels: [:], samples: [Series.Sample(time: pair.time, value: pair.value)])]
            case "string": result = []
            default: result = try container.decode([RawSeries].self, forKey: .result)
            }
        }
    }

    /// Returns the values of an expression over time.
    /// - Parameters:
    ///   - start: in seconds since 1970, as is `end`.
    ///   - step: the distance of values in seconds.
    package func values(
        of expression: String,
        from start: Double,
        to end: Double,
        step: Double
    ) async throws(MonitoringError) -> [RawSeries] {
        let range = "&start=\(start)&end=\(end)&step=\(step)\(serverLimit)"
        let result: QueryResult = try await get(
            "/api/v1/query_range?query=\(PercentEncoding.encode(expression))\(range)"
        )
        return result.result
    }

    /// Returns the values of an expression at a time, in seconds since 1970.
    package func values(of expression: String, at time: Double) async throws(MonitoringError) -> [RawSeries] {
        let result: QueryResult = try await get(
            "/api/v1/query?query=\(PercentEncoding.encode(expression))&time=\(time)\(serverLimit)"
        )
        return result.result
    }

    /// Makes Prometheus give up when this client does.
    private var serverLimit: String { "&timeout=\(limit.components.seconds)s" }

    /// Returns the values of a label.
    /// - Parameter selector: only in series that it matches; nil: in all.
    package func values(ofLabel label: String, in selector: String?) async throws(MonitoringError) -> [String] {
        let match = selector.map { "?match%5B%5D=\(PercentEncoding.encode($0))" } ?? ""
        return try await get("/api/v1/label/\(PercentEncoding.encode(label))/values\(match)")
    }
}

extension PrometheusClient.RawSeries {
    init(labels: [String: String], samples: [Series.Sample]) {
        self.labels = labels
        self.samples = samples
    }
}
