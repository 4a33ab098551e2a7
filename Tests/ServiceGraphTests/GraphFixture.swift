import ComposeModel
import Diagnostics
import ServiceGraph

/// Services in a short form. Line n of the pretended file holds the n-th service; its edges stand at columns 10, 20, …
///
///     services(["web: api!", "api: db! cache? jobs+ log", "db", "ui = api"])
///
/// `!` waits for healthy, `+` for completed, none for started; `?` is started and not required; `=` is `provided_by`.
func services(_ definitions: [String]) -> [Service] {
    definitions.enumerated().map { number, definition in
        let words = definition.split { $0 == " " || $0 == ":" }.map(String.init)
        let line = number + 1
        var service = Service(name: words[0], location: SourceLocation(file: "compose.yaml", line: line, column: 1))
        var edges = Array(words.dropFirst())
        if edges.first == "=" {
            let location = SourceLocation(file: "compose.yaml", line: line, column: 10)
            service.settings.providedBy = Provision(service: edges[1], location: location)
            edges.removeFirst(2)
        }
        service.dependencies = edges.enumerated().map { position, word in
            let name = word.trimming("!+?")
            return Dependency(
                service: name,
                condition: word.hasSuffix("!") ? .healthy : word.hasSuffix("+") ? .completedSuccessfully : .started,
                isRequired: !word.hasSuffix("?"),
                location: SourceLocation(file: "compose.yaml", line: line, column: 10 * (position + 1))
            )
        }
        return service
    }
}

func graph(_ definitions: [String]) throws -> ServiceGraph { try ServiceGraph(services: services(definitions)) }

/// What is wrong with the services; empty when nothing is.
func problems(_ definitions: [String]) -> [Diagnostic] {
    do throws(DiagnosticsError) {
        _ = try ServiceGraph(services: services(definitions))
        return []
    } catch {
        return error.diagnostics
    }
}

/// `s0` needs `s1` needs `s2` …
func chain(_ count: Int) -> [String] {
    (0..<count).map { $0 + 1 < count ? "s\($0): s\($0 + 1)" : "s\($0)" }
}

extension String {
    fileprivate func trimming(_ characters: String) -> String { String(filter { !characters.contains($0) }) }
}
