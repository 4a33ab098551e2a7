import Diagnostics
import OrderedCollections
import YAMLTree

extension WorkflowReader {
    /// Returns a service of a job; nil after reporting what is wrong with it.
    func service(_ name: String, _ entry: Mapping.Entry) -> JobService? {
        let node = entry.value
        guard let image = node["image"]?.string ?? node.string else {
            log.report("no-image", "the service \(name.quoted) has no image", at: entry, hint: "image: postgres:16")
            return nil
        }
        var environment: OrderedDictionary<String, String> = [:]
        for (key, value) in node["env"]?.mapping?.entries ?? [:] {
            let text = value.value.string ?? ""
            refuseExpression(in: text, at: value.value)
            environment[key] = text
        }
        refuseExpression(in: image, at: node["image"] ?? node)
        return JobService(
            name: name,
            image: image,
            ports: (node["ports"]?.items ?? []).compactMap(port),
            environment: environment,
            options: JobService.words(node["options"]?.string ?? ""),
            node: node
        )
    }

    private func refuseExpression(in text: String, at place: Node) {
        guard text.contains("${{") else { return }
        log.report(
            "service-expression",
            "expressions are not evaluated in 'services'",
            at: place,
            hint: "write the value, or run the job on GitHub only"
        )
    }

    /// Reads `5432`, `5432/tcp`, `5432:5432`, and `127.0.0.1:5432:5432`.
    private func port(_ node: Node) -> JobService.Port? {
        let text = node.string ?? ""
        let parts = text.prefix { $0 != "/" }.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.suffix(2).map { UInt16($0) }
        guard (1...3).contains(parts.count), let container = numbers.last ?? nil, container > 0,
            numbers.count == 1 || numbers[0] != nil, !text.hasSuffix("/udp")
        else {
            log.report(
                "bad-port",
                "\(text.quoted) is no port that can be published here",
                at: node,
                hint: "write 5432:5432, or 5432 for any free host port"
            )
            return nil
        }
        let host = numbers.count == 2 ? numbers[0] : nil
        return JobService.Port(host: host == 0 ? nil : host, container: container)
    }
}
