package import Alerting
package import ControlAPI
import FoundationEssentials

/// A line of a recording: a file of JSON lines with what a stack was and logged in a period, for another machine.
///
/// The first line is a ``Header``. The history follows, then figures, alerts, dashboards and log lines, each in
/// their order, and last the ``end(lines:)``.
package enum RecordingPart: Hashable, Sendable, Codable {
    case header(Header)
    case history(HistoryEntry)
    case figures(Figures)
    case alerts(AlertHistory)
    case dashboard(RecordedDashboard)
    case lines([LogLine])
    /// The last part, with the number of log lines.
    case end(lines: Int)

    package struct Header: Hashable, Sendable, Codable {
        /// The version of the format.
        package static let currentVersion = 1

        package var version = Header.currentVersion
        /// The name and version of the program that wrote it.
        package var product: String
        /// The period: nanoseconds since 1970, up to the year 2096.
        package var fromNs: Int64
        package var toNs: Int64

        package init(product: String, fromNs: Int64, toNs: Int64) {
            self.product = product
            self.fromNs = fromNs
            self.toNs = toNs
        }

        var isValid: Bool { fromNs >= 0 && fromNs <= toNs && toNs <= 4_000_000_000_000_000_000 }
    }

    /// CPU and memory of the services at a moment.
    package struct Figures: Hashable, Sendable, Codable {
        /// Nanoseconds since 1970.
        package var atNs: Int64
        package var services: [ServiceMetrics]

        package init(atNs: Int64, services: [ServiceMetrics]) {
            self.atNs = atNs
            self.services = services
        }
    }

    // MARK: Codable, as {"header": {…}}

    private enum CodingKeys: CodingKey { case header, history, figures, alerts, dashboard, lines, end }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let header = try container.decodeIfPresent(Header.self, forKey: .header) {
            self = .header(header)
        } else if let entry = try container.decodeIfPresent(HistoryEntry.self, forKey: .history) {
            self = .history(entry)
        } else if let figures = try container.decodeIfPresent(Figures.self, forKey: .figures) {
            self = .figures(figures)
        } else if let alerts = try container.decodeIfPresent(AlertHistory.self, forKey: .alerts) {
            self = .alerts(alerts)
        } else if let dashboard = try container.decodeIfPresent(RecordedDashboard.self, forKey: .dashboard) {
            self = .dashboard(dashboard)
        } else if let lines = try container.decodeIfPresent([LogLine].self, forKey: .lines) {
            self = .lines(lines)
        } else {
            self = .end(lines: try container.decode(Int.self, forKey: .end))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .header(let header): try container.encode(header, forKey: .header)
        case .history(let entry): try container.encode(entry, forKey: .history)
        case .figures(let figures): try container.encode(figures, forKey: .figures)
        case .alerts(let alerts): try container.encode(alerts, forKey: .alerts)
        case .dashboard(let dashboard): try container.encode(dashboard, forKey: .dashboard)
        case .lines(let lines): try container.encode(lines, forKey: .lines)
        case .end(let lines): try container.encode(lines, forKey: .end)
        }
    }

    /// The line with its newline.
    package var bytes: [UInt8] {
        get throws { Array(try ControlCoding.encode(self)) + [UInt8(ascii: "\n")] }
    }
}
