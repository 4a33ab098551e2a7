import Environments
import Foundations

/// Renders the output of `cpadev environments`.
enum EnvironmentTable {
    private static let none = TextTable.Cell("-", .dim)
    /// Something that could not be found out; a line below the table says why.
    private static let unknown = TextTable.Cell("?", .yellow)

    /// - Parameter width: of the terminal; nil for none.
    static func render(_ reports: [EnvironmentReport], _ terminal: Terminal, width: Int?) -> String {
        var table = TextTable(
            header: ["NAME", "HEALTH", "VERSION", "COMMIT", "BEHIND", "MIGRATIONS", "CERTIFICATE", "LATENCY"]
        )
        for report in reports {
            table.add(
                .init(report.name, report.isInTrouble ? .bold : nil),
                health(report),
                cell(report.version) { .init($0) },
                cell(report.commit) { .init(String($0.sha.prefix(9))) },
                behind(report.commit),
                migrations(report.database),
                certificate(report.certificate),
                latency(report)
            )
        }
        if let width { table.fit(width, leavingOut: ["LATENCY", "COMMIT", "VERSION"]) }
        let problems = reports.map { lines(of: $0, terminal) }.joined()
        return table.render(terminal) + (problems.isEmpty ? "" : "\n" + problems)
    }

    // MARK: Cells

    private static func cell<Value>(
        _ finding: Finding<Value>,
        _ body: (Value) -> TextTable.Cell
    ) -> TextTable.Cell {
        switch finding {
        case .notChecked: none
        case .found(let value): body(value)
        case .failed: unknown
        }
    }

    private static func health(_ report: EnvironmentReport) -> TextTable.Cell {
        if case .found(let run) = report.run { return .init(run.state.rawValue, style(run.state)) }
        switch report.health {
        case .notChecked: return none
        case .failed(let problem):
            let words =
                switch problem.code {
                case .unreachable: "unreachable"
                case .late: "no answer"
                case .garbled: "garbled"
                case .refused, .missing: "unknown"
                }
            return .init(words, .red)
        case .found(let health):
            switch health.state {
            case .healthy: return .init("healthy", .green)
            case .unhealthy: return .init("unhealthy", .red)
            case .starting: return .init(health.detail, .yellow)
            case .down: return .init("down", .dim)
            }
        }
    }

    private static func style(_ state: EnvironmentReport.Run.State) -> Terminal.Style {
        switch state {
        case .passed: .green
        case .failed: .red
        case .unavailable, .skipped, .cancelled: .yellow
        }
    }

    private static func behind(_ commit: Finding<EnvironmentReport.Commit>) -> TextTable.Cell {
        guard case .found(let commit) = commit else { return commit == .notChecked ? none : unknown }
        return cell(commit.distance) { distance in
            let ahead = distance.ahead > 0 ? ", \(distance.ahead) ahead" : ""
            return .init("\(distance.behind)\(ahead)", distance.behind > 0 ? .yellow : nil)
        }
    }

    private static func migrations(_ database: Finding<EnvironmentReport.Database>) -> TextTable.Cell {
        if case .failed(let problem) = database, problem.code == .refused { return .init("refused", .red) }
        return cell(database) { database in
            guard let migrations = database.migrations else { return none }
            let parts: [(Int, String)] = [
                (migrations.missing.count, "missing"), (migrations.unknown.count, "unknown"),
                (migrations.changed.count, "changed"), (migrations.failed.count, "failed"),
            ]
            let others = parts.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
            let isWrong = !migrations.changed.isEmpty || !migrations.failed.isEmpty
            return .init("\(migrations.applied) applied\(others)", isWrong ? .red : others.isEmpty ? .green : .yellow)
        }
    }

    private static func certificate(_ certificate: Finding<EnvironmentReport.Certificate>) -> TextTable.Cell {
        cell(certificate) { certificate in
            let time = certificate.isExpired ? "expired" : certificate.daysLeft.counted("day")
            guard certificate.trust == .trusted else { return .init("\(time), \(certificate.trust.words)", .red) }
            let isShort = certificate.daysLeft < certificate.warningDays
            return .init(time, certificate.isExpired ? .red : isShort ? .yellow : .green)
        }
    }

    private static func latency(_ report: EnvironmentReport) -> TextTable.Cell {
        report.health.value?.latency.map { .init("\(max(1, $0.wholeMilliseconds)) ms") } ?? none
    }

    // MARK: Lines below the table

    private static func lines(of report: EnvironmentReport, _ terminal: Terminal) -> String {
        report.problems.map { problem in
            let style: Terminal.Style = problem.severity == .error ? .red : .yellow
            let first = "\(terminal.paint("\(report.name):", style)) \(problem.message)\n"
            let hint = (problem.remedy ?? "").split(separator: "\n").enumerated().map { index, line in
                index == 0 ? "  hint: \(line)\n" : "    \(line)\n"
            }
            return first + hint.joined()
        }.joined()
    }
}

extension EnvironmentReport.Certificate.Trust {
    fileprivate var words: String {
        switch self {
        case .trusted: "trusted"
        case .selfSigned: "self-signed"
        case .otherName: "other name"
        case .unknownAuthority: "unknown authority"
        }
    }
}
