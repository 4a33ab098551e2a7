import ComposeModel
import ControlAPI
import Foundation
import LogAnalysis
import LogStore
import SystemPackage
import Testing

@testable import StackService

/// Log lines as metrics.
@Suite struct LogCountersTests {
    private let counter = MetricsSettings.LineCounter(name: "rls-violations", service: "db", text: "row-level")

    private func append(_ lines: [String], to log: ServiceLog, at time: Int64 = 10) {
        for line in lines { Array("\(line)\n".utf8).withUnsafeBytes { log.append($0, stream: .stdout, at: time) } }
    }

    private func value(_ families: [MetricFamily], _ name: String, _ labels: String...) -> Double? {
        families.first { $0.name == name }?.samples.first { $0.labels.map(\.value) == labels }?.value
    }

    @Test func linesAreCountedFromTheStartOnceEach() async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/counters-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let logs = try LogStore(directory: FilePath(directory))
        defer { logs.close() }
        let log = try logs.log(for: "db")
        append(["ERROR: of the run before, row-level"], to: log, at: 1)

        let counters = LogCounters(logs, from: 5)
        append(["ERROR: violates row-level security", "INFO: fine", "text"], to: log)
        append(["ERROR: row-level in a log that nobody counts"], to: try logs.log(for: "web"))
        var families = await counters.metrics(of: ["db", "web"], [counter])
        #expect(value(families, "cpadev_log_lines_total", "db", "error") == 1)
        #expect(value(families, "cpadev_log_lines_total", "db", "info") == 1)
        #expect(value(families, "cpadev_log_lines_total", "web", "error") == 1)
        #expect(value(families, "cpadev_log_lines_total", "web", "fatal") == 0)
        #expect(value(families, "cpadev_log_lost_lines_total", "db") == 0)
        #expect(value(families, "rls_violations", "db") == 1)

        append(["ERROR: row-level again"], to: log)
        families = await counters.metrics(of: ["db", "web"], [counter])
        #expect(value(families, "cpadev_log_lines_total", "db", "error") == 2)
        #expect(value(families, "rls_violations", "db") == 2)
    }
}
