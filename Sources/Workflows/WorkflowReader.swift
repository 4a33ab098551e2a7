package import Diagnostics
import OrderedCollections
package import YAMLTree

/// Reads a workflow file, or reports all of its problems with their locations.
package struct WorkflowReader {
    private let file: SourceFile
    private let files: any FileAccess
    let log = ProblemLog()

    /// - Parameters:
    ///   - path: absolute.
    ///   - displayPath: the path to show in messages.
    package init(path: String, displayPath: String, files: any FileAccess = LocalFiles()) {
        file = SourceFile(display: displayPath, absolute: path, base: PathText.directory(of: path))
        self.files = files
    }

    package func read() throws(DiagnosticsError) -> Workflow {
        let root = YAMLReader(files: files, log: log).read(file)
        let workflow = root.map(workflow)
        let problems = log.diagnostics().filter { $0.severity == .error }
        guard let workflow, problems.isEmpty else { throw DiagnosticsError(problems) }
        return workflow
    }

    private func workflow(_ root: Node) -> Workflow {
        var jobs: OrderedDictionary<String, WorkflowJob> = [:]
        if let entries = root["jobs"]?.mapping?.entries, !entries.isEmpty {
            for (id, entry) in entries { jobs[id] = job(id, entry) }
            check(jobs)
        } else {
            log.report("no-jobs", "the workflow has no jobs", at: root["jobs"] ?? root, hint: "add: jobs: {test: {…}}")
        }
        let on = root["on"]
        return Workflow(
            name: root["name"]?.string ?? PathText.lastComponent(of: file.absolute),
            events: on?.mapping.map { Array($0.entries.keys) } ?? on?.strings ?? [],
            inputs: inputs(on?["workflow_dispatch"]?["inputs"]),
            jobs: jobs,
            root: root
        )
    }

    private func inputs(_ node: Node?) -> [Workflow.Input] {
        (node?.mapping?.entries ?? [:]).map { name, entry in
            let isRequired = entry.value["required"]?.bool ?? false
            return Workflow.Input(name: name, mustBeGiven: isRequired && entry.value["default"] == nil)
        }
    }

    private func job(_ id: String, _ entry: Mapping.Entry) -> WorkflowJob {
        let node = entry.value
        if node.mapping == nil { log.report("wrong-type", "the job \(id.quoted) must be a mapping", at: entry) }
        let callsWorkflow = node["uses"] != nil
        if !callsWorkflow, node["runs-on"] == nil {
            log.report("no-runner", "the job \(id.quoted) has no 'runs-on'", at: entry, hint: "runs-on: ubuntu-latest")
        }
        let steps = node["steps"]?.items ?? []
        if !callsWorkflow, steps.isEmpty {
            log.report("no-steps", "the job \(id.quoted) has no steps", at: node["steps"]?.location ?? entry.location)
        }
        let runner = node["runs-on"]
        let environment = node["environment"]
        return WorkflowJob(
            id: id,
            needs: node["needs"]?.strings ?? [],
            condition: node["if"]?.string,
            labels: runner?["labels"]?.strings ?? runner?.strings ?? [],
            services: (node["services"]?.mapping?.entries ?? [:]).compactMap(service),
            steps: steps.enumerated().map { step($1, $0) },
            outputs: (node["outputs"]?.mapping?.entries ?? [:]).keys.elements,
            environment: environment?["name"]?.string ?? environment?.string,
            hasContainer: node["container"] != nil,
            callsWorkflow: callsWorkflow,
            node: node
        )
    }

    private func step(_ node: Node, _ index: Int) -> WorkflowJob.Step {
        let (run, uses) = (node["run"]?.string, node["uses"]?.string)
        if run == nil, uses == nil {
            log.report("empty-step", "the step has neither 'run' nor 'uses'", at: node)
        } else if run != nil, uses != nil {
            log.report("two-in-one-step", "the step has both 'run' and 'uses'", at: node, hint: "make two steps of it")
        }
        let lines = (run ?? "").split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        let line = lines.first { !$0.isEmpty && !$0.hasPrefix("#") }.map(String.init)
        return WorkflowJob.Step(
            title: node["name"]?.string ?? uses ?? line ?? "(empty)",
            key: node["id"]?.string ?? String(index),
            uses: uses
        )
    }

    /// Checks that needed jobs exist and that no job needs itself.
    private func check(_ jobs: OrderedDictionary<String, WorkflowJob>) {
        for job in jobs.values {
            let places = job.node["needs"].map { $0.items ?? [$0] } ?? []
            for place in places {
                guard let name = place.string, jobs[name] == nil else { continue }
                log.report(
                    "unknown-job",
                    "there is no job \(name.quoted)",
                    at: place,
                    hint: didYouMean(name, jobs.keys)
                )
            }
        }
        var done: Set<String> = []
        var path: [String] = []
        func visit(_ id: String) -> Bool {
            guard let job = jobs[id], !done.contains(id) else { return true }
            if let start = path.firstIndex(of: id) {
                let cycle = (path[start...] + [id]).joined(separator: " → ")
                log.report("job-cycle", "jobs need each other: \(cycle)", at: job.node["needs"] ?? job.node)
                return false
            }
            path.append(id)
            defer { path.removeLast() }
            for need in job.needs where !visit(need) { return false }
            done.insert(id)
            return true
        }
        for id in jobs.keys where !visit(id) { return }
    }
}
