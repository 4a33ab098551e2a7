import Foundations
import Workflows

/// Renders the result of a run.
enum RunTable {
    static func render(_ report: RunReport, _ terminal: Terminal) -> String {
        var table = TextTable(header: ["", "JOB", "STATE", "TIME", "NEEDS"])
        for job in report.jobs {
            let isCritical = report.criticalPath.contains(job.id)
            table.add(
                .init(job.state.symbol, job.state.style),
                .init(job.id, isCritical ? .bold : nil),
                .init(job.state.rawValue, job.state.style),
                .init(job.durationMs.map(ProfileTable.time) ?? "-"),
                .init(job.needs.isEmpty ? "-" : job.needs.joined(separator: ", "))
            )
            for step in job.steps {
                table.add(
                    .init(""),
                    .init(
                        "  \(step.state.symbol) \(shortened(step.title))",
                        step.state == .passed ? .dim : step.state.style
                    ),
                    .init(step.state == .passed ? "" : step.state.rawValue, step.state.style),
                    .init(step.durationMs.map(ProfileTable.time) ?? ""),
                    .init("")
                )
            }
        }
        return table.render(terminal) + notes(report, terminal) + summary(report, terminal)
    }

    private static func shortened(_ title: String) -> String {
        title.count > 60 ? "\(title.prefix(59))…" : title
    }

    private static func notes(_ report: RunReport, _ terminal: Terminal) -> String {
        var text = ""
        for job in report.jobs where job.state != .passed {
            let missing = job.steps.filter { $0.state == .unavailable }
            for step in missing {
                text += terminal.paint("\(job.id): \(step.title): \(step.reason ?? "unavailable")", .yellow) + "\n"
                if let remedy = step.remedy { text += "  → \(remedy)\n" }
            }
            guard let reason = job.reason, missing.isEmpty || job.state != .unavailable else { continue }
            text += terminal.paint("\(job.id): \(reason)", job.state.style) + "\n"
            if let remedy = job.remedy { text += "  → \(remedy)\n" }
        }
        return text
    }

    private static func summary(_ report: RunReport, _ terminal: Terminal) -> String {
        let state = terminal.paint(report.state.rawValue, report.state.style)
        let path =
            report.criticalPath.count > 1 ? "; critical path: \(report.criticalPath.joined(separator: " → "))" : ""
        let time = ProfileTable.time(report.durationMs)
        let logs = report.state == .passed ? "" : "logs: cpadev ci logs --run \(report.number)\n"
        return "run \(report.number) of \(report.workflow) \(state) in \(time)\(path)\n" + logs
    }
}

extension CheckState {
    var symbol: String {
        switch self {
        case .passed: "✔"
        case .failed: "✗"
        case .unavailable: "?"
        case .skipped: "–"
        case .cancelled: "!"
        }
    }

    var style: Terminal.Style {
        switch self {
        case .passed: .green
        case .failed, .cancelled: .red
        case .unavailable: .yellow
        case .skipped: .dim
        }
    }
}
