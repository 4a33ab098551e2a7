import FoundationEssentials
import Foundations

/// Reads what act prints for a job: lines for the log, and the result.
package struct JobReader {
    /// One run of the job: its only one, or that of one combination of its matrix.
    private struct Run {
        var result: String?
        var steps: [String: StepResult] = [:]
        var absent: String?
    }

    private let job: WorkflowJob
    private let mark: String
    private var runs: [String: Run] = [:]
    private var outputs: [String: String] = [:]
    /// The latest error that belongs to no step.
    private var problem: String?
    private var isUnsupported = false

    /// - Parameter mark: the secret that begins the marks of ``StepScript``.
    package init(_ job: WorkflowJob, mark: String) {
        self.job = job
        self.mark = "cpadev-\(mark) "
    }

    /// Reads a line.
    /// - Returns: the lines to show for it.
    package mutating func read(_ line: String) -> [String] {
        guard let event = ActEvent(line) else { return readPlain(line) }
        guard event.jobID == job.id else { return [] }
        let matrix = event.matrix ?? ""
        var run = runs[matrix] ?? Run()
        let shown = read(event, &run)
        runs[matrix] = run
        return matrix.isEmpty ? shown : shown.map { "(\(matrix)) \($0)" }
    }

    /// act's own messages, such as why nothing could run.
    private mutating func readPlain(_ line: String) -> [String] {
        let prefix = "Error: "
        guard line.hasPrefix(prefix) else { return [] }
        let text = String(line.dropFirst(prefix.count))
        guard !text.hasPrefix("Job '") else { return [] }
        problem = problem ?? text
        return ["✗ \(text)"]
    }

    private mutating func read(_ event: ActEvent, _ run: inout Run) -> [String] {
        if event.isOutput { return output(event, &run) }
        if let command = event.command { return annotation(command, event) }
        if let result = event.jobResult { run.result = result }
        let step = event.stepKey.flatMap { key in job.steps.first { $0.key == key } }
        if let result = event.stepResult, event.stage == "Main" || result != "success", !event.isInner {
            guard let step else { return [] }
            return end(of: step, result, event, &run)
        }
        if event.isError { return error(event.message, step, &run) }
        if event.message.contains("Skipping unsupported platform") { isUnsupported = true }
        guard let step, event.stage == "Main", !event.isInner, event.message.hasPrefix("⭐") else { return [] }
        let isCheckout = step.uses?.hasPrefix("actions/checkout@") ?? false
        return ["▶ \(step.title)"] + (isCheckout ? ["act copies the working tree: nothing is fetched"] : [])
    }

    private mutating func output(_ event: ActEvent, _ run: inout Run) -> [String] {
        let text = event.message.hasSuffix("\n") ? String(event.message.dropLast()) : event.message
        guard text.hasPrefix(mark) else { return [Self.lastState(of: text)] }
        let words = text.dropFirst(mark.count).split(whereSeparator: \.isWhitespace).map(String.init)
        if words.count == 2, words[0] == "unavailable" { run.absent = words[1] }
        if words.count >= 2, words[0] == "output" {
            let bytes = words.count > 2 ? Data(base64Encoded: words[2]) : Data()
            outputs[words[1]] = bytes.map { String(decoding: $0, as: UTF8.self) }
        }
        return []
    }

    /// A line that a program redraws, such as a progress bar, as it looked last.
    private static func lastState(of line: String) -> String {
        let states = line.split(separator: "\r")
        return states.last.map(String.init) ?? ""
    }

    private func annotation(_ command: String, _ event: ActEvent) -> [String] {
        switch command {
        case "error", "warning", "notice":
            let place = [event.annotation["file"]?.text, event.annotation["line"]?.text].compactMap(\.self)
            let prefix = place.isEmpty ? "" : place.joined(separator: ":") + ": "
            return ["\(command): \(prefix)\(event.argument)"]
        case "group": return ["── \(event.argument)"]
        default: return []
        }
    }

    private mutating func end(
        of step: WorkflowJob.Step,
        _ result: String,
        _ event: ActEvent,
        _ run: inout Run
    ) -> [String] {
        let absent = run.absent.map(AbsentTool.init)
        run.absent = nil
        let state: CheckState =
            switch result {
            case "success": absent == nil ? .passed : .unavailable
            case "skipped": .skipped
            default: .failed
            }
        // What failed before it ran is known already.
        if run.steps[step.key]?.state == .unavailable { return [] }
        var ended = StepResult(title: step.title, state: state, durationMs: event.durationMs, reason: absent?.reason)
        ended.remedy = absent?.remedy
        run.steps[step.key] = ended
        switch state {
        case .passed: return ["✔ \(step.title)"]
        case .unavailable: return ["? \(step.title): \(ended.reason ?? ""); \(ended.remedy ?? "")"]
        case .skipped: return ["– \(step.title)"]
        case .failed, .cancelled: return ["✗ \(step.title)"]
        }
    }

    private mutating func error(_ message: String, _ step: WorkflowJob.Step?, _ run: inout Run) -> [String] {
        guard let step else {
            problem = problem ?? message
            return ["✗ \(message)"]
        }
        if run.steps[step.key]?.state == .failed {
            run.steps[step.key]?.reason = Self.exitCode(in: message).map { "exit code \($0)" } ?? message
            return ["  \(run.steps[step.key]?.reason ?? "")"]
        }
        guard run.steps[step.key] == nil, let uses = step.uses else { return ["✗ \(message)"] }
        // An action is fetched before the first step runs.
        let signs = ["dial tcp", "no such host", "connection refused", "network is unreachable", "i/o timeout"]
        let isOffline = signs.contains { message.contains($0) }
        var failed = StepResult(title: step.title, state: isOffline ? .unavailable : .failed, reason: message)
        if isOffline {
            failed.reason = "the action \(uses) cannot be fetched"
            failed.remedy =
                "connect to the network, or put a replacement into workflows/actions, beside the Compose file"
        }
        run.steps[step.key] = failed
        return ["\(isOffline ? "?" : "✗") \(step.title): \(failed.reason ?? "")"]
    }

    /// act says `exit status 3` on the host, `exitcode '3': failure` in a container.
    private static func exitCode(in message: String) -> Int? {
        for prefix in ["exit status ", "exitcode '"] where message.hasPrefix(prefix) {
            return Int(message.dropFirst(prefix.count).prefix { $0.isNumber })
        }
        return nil
    }
}

// MARK: The result

extension JobReader {
    /// Returns the result of the job once act has ended.
    package func result(exitCode: Int32) -> JobResult {
        let results = runs.values.compactMap(\.result)
        let steps = steps
        var result = JobResult(id: job.id, needs: job.needs, state: .passed)
        result.outputs = outputs
        result.steps = steps
        if isUnsupported {
            let labels = job.labels.joined(separator: ", ")
            return ended(result, .unavailable, "no machine with the label \(labels) is here", "run it on GitHub")
        }
        if results.isEmpty, exitCode == 0 {
            result.steps = []
            return ended(result, .skipped, job.condition.map { "its condition is false: \($0)" })
        }
        let succeeded = exitCode == 0 && results.allSatisfy { $0 == "success" }
        let failed = steps.first { $0.state == .failed }
        let unavailable = steps.first { $0.state == .unavailable }
        if !succeeded, failed != nil || unavailable == nil {
            let step = failed.map { "\($0.title): \($0.reason ?? "failed")" }
            return ended(result, .failed, step ?? problem ?? "act ended with exit code \(exitCode)")
        }
        result.succeeded = succeeded
        guard let unavailable else { return result }
        return ended(result, .unavailable, "\(unavailable.title): \(unavailable.reason ?? "")", unavailable.remedy)
    }

    private func ended(
        _ result: JobResult,
        _ state: CheckState,
        _ reason: String?,
        _ remedy: String? = nil
    ) -> JobResult {
        var result = result
        result.state = state
        result.reason = reason
        result.remedy = remedy
        return result
    }

    /// The results of the steps in file order, for each combination of the matrix. Those that act says nothing of were
    /// skipped.
    private var steps: [StepResult] {
        runs.sorted { $0.key < $1.key }.flatMap { matrix, run in
            job.steps.map { step in
                var result = run.steps[step.key] ?? StepResult(title: step.title, state: .skipped)
                if !matrix.isEmpty { result.title = "(\(matrix)) \(step.title)" }
                return result
            }
        }
    }
}
