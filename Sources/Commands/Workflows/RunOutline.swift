import Workflows

/// What a run would do.
struct RunOutline: Encodable {
    struct Service: Encodable {
        var name: String
        var image: String
        var ports: [String]
    }

    struct Job: Encodable {
        var id: String
        var needs: [String]
        var services: [Service]
        var steps: [String]
        /// Why it would not run.
        var skipped: String?
    }

    var workflow: String
    var file: String
    var event: String
    var runtime: String
    /// The actions that are replaced.
    var replaced: [String]
    var jobs: [Job]

    init(_ request: RunRequest) {
        workflow = request.workflow.name
        file = request.file.path
        event = request.event
        runtime = request.runtime
        replaced = request.files.replacedActions(of: request.workflow).map { String($0.prefix { $0 != "=" }) }
        jobs = request.jobs.map { job in
            Job(
                id: job.id,
                needs: job.needs,
                services: job.services.map { service in
                    let ports = service.ports.map { "\($0.host.map(String.init) ?? "any")→\($0.container)" }
                    return Service(name: service.name, image: service.image, ports: ports)
                },
                steps: job.steps.map(\.title),
                skipped: request.withheld(job)
            )
        }
    }

    func print(json: Bool) throws {
        let output = Terminal.standardOutput
        if json { return output.writeData(try JSONText.render(self)) }
        var text = "\(output.paint(workflow, .bold))  \(file) · \(event) · \(runtime)\n"
        for job in jobs {
            let needs = job.needs.isEmpty ? "" : output.paint("  needs \(job.needs.joined(separator: ", "))", .dim)
            text += "\n\(output.paint(job.id, .bold))\(needs)\n"
            if let reason = job.skipped { text += output.paint("  skipped: \(reason)", .yellow) + "\n" }
            for service in job.services {
                text += "  · \(service.name)  \(service.image)  \(service.ports.joined(separator: " "))\n"
            }
            for step in job.steps { text += "  ▶ \(step)\(replaced.contains(step) ? "  (replaced)" : "")\n" }
        }
        output.write(text)
    }
}
