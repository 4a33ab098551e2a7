import Foundations
import OrderedCollections
import YAMLTree

/// A workflow with one job to run, in which each job that it needs is replaced by one that has its result and outputs.
package struct ReducedWorkflow {
    /// The label of the machine that the replaced jobs run on.
    package static let replacedLabel = "cpadev-result"
    /// The id of the only step of a replaced job.
    private static let replacedStep = "cpadev"

    private let workflow: Workflow
    private let job: WorkflowJob
    private let results: [String: JobResult]
    private let ports: [String: [UInt16: UInt16]]
    private let rewrite: (String) -> String

    /// - Parameters:
    ///   - results: those of the jobs that it needs.
    ///   - ports: the host ports of its services, by name and container port.
    ///   - rewrite: changes the addresses in a text.
    package init(
        _ workflow: Workflow,
        _ job: WorkflowJob,
        results: [String: JobResult],
        ports: [String: [UInt16: UInt16]],
        rewrite: @escaping (String) -> String = { $0 }
    ) {
        self.workflow = workflow
        self.job = job
        self.results = results
        self.ports = ports
        self.rewrite = rewrite
    }

    package var json: String {
        var jobs = job.needs.map { ($0, replacement($0)) }
        jobs.append((job.id, reduced))
        var root = workflow.root
        root["jobs"] = root.making(jobs)
        return root.json
    }

    private func replacement(_ id: String) -> Node {
        let place = job.node
        let result = results[id]
        let outputs = (result?.outputs ?? [:]).sorted { $0.key < $1.key }
        let lines = outputs.map { "printf '%s\\n' \(Self.assignment($0.key, $0.value)) >>\"$GITHUB_OUTPUT\"" }
        let code = result?.succeeded == true ? 0 : 1
        let step = place.making([
            ("id", place.text(Self.replacedStep)),
            ("shell", place.text("bash")),
            ("run", place.text((lines + ["exit \(code)"]).joined(separator: "\n"))),
        ])
        var pairs = [("runs-on", place.text(Self.replacedLabel)), ("steps", Node.list([step], at: place))]
        if result?.state == .skipped { pairs.append(("if", place.text("false"))) }
        let names = outputs.map(\.key)
        if !names.isEmpty {
            let values = names.map { ($0, place.text("${{ steps.\(Self.replacedStep).outputs.\($0) }}")) }
            pairs.append(("outputs", place.making(values)))
        }
        return place.making(pairs)
    }

    /// The lines of a name and its value in the form of GITHUB_OUTPUT that allows line feeds.
    private static func assignment(_ name: String, _ value: String) -> String {
        let end = "CPADEV_END_OF_OUTPUT"
        return ["\(name)<<\(end)", value, end].map(QuotedValue.shell).joined(separator: " ")
    }

    private var reduced: Node {
        var node = job.node
        node["services"] = nil
        if let items = node["steps"]?.items {
            node["steps"] = .list(zip(items, job.steps).map(wrapped) + [outputStep].compactMap(\.self), at: node)
        }
        return node.mappingTexts { rewrite(JobPorts.replaced(in: $0, by: ports)) }
    }

    private func wrapped(_ node: Node, _ step: WorkflowJob.Step) -> Node {
        guard let run = node["run"] else { return node }
        var node = node
        if node["name"] == nil { node["name"] = run.text(step.title) }
        let places = [node, job.node["defaults"]?["run"], workflow.root["defaults"]?["run"]]
        let shell = places.lazy.compactMap { $0?["shell"]?.string }.first
        guard let script = StepScript.wrapped(run.string ?? "", shell: shell) else { return node }
        node["run"] = run.text(script)
        node["shell"] = run.text("bash")
        return node
    }

    /// A last step that prints the outputs, of which act says nothing.
    private var outputStep: Node? {
        guard let outputs = job.node["outputs"]?.mapping?.entries, !outputs.isEmpty else { return nil }
        let place = job.node
        var variables: [(String, Node)] = []
        var lines: [String] = []
        for (index, (name, entry)) in outputs.enumerated() {
            variables.append(("CPADEV_OUTPUT_\(index)", entry.value))
            lines.append(
                "printf 'cpadev-%s output %s %s\\n' \"$\(StepScript.mark)\" \(QuotedValue.shell(name)) "
                    + "\"$(printf '%s' \"$CPADEV_OUTPUT_\(index)\" | base64 -w0)\""
            )
        }
        return place.making([
            ("name", place.text("outputs")), ("if", place.text("always()")), ("shell", place.text("bash")),
            ("env", place.making(variables)), ("run", place.text(lines.joined(separator: "\n"))),
        ])
    }
}
