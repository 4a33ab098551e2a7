/// `x-cpadev.metrics`: where cpadev exports its own metrics.
package struct MetricsSettings: Hashable, Sendable {
    /// A counter of log lines that contain a text.
    package struct LineCounter: Hashable, Sendable {
        /// The name of the metric.
        package var name: String
        /// The service whose lines are counted.
        package var service: String
        package var text: String

        package init(name: String, service: String, text: String) {
            self.name = name
            self.service = service
            self.text = text
        }
    }

    /// The port that OpenTelemetry's exporters use as well.
    package static let defaultPort: UInt16 = 9464

    /// The name under which a container that scrapes the metrics reaches them, at the default port.
    package static let hostName = "cpadev"

    /// The port on the loopback address.
    package var port: UInt16
    /// The service that scrapes the metrics. While the project does not have it, nothing listens. nil: always.
    package var scrapedBy: String?
    package var counters: [LineCounter]

    package init(port: UInt16, scrapedBy: String? = nil, counters: [LineCounter] = []) {
        self.port = port
        self.scrapedBy = scrapedBy
        self.counters = counters
    }
}
