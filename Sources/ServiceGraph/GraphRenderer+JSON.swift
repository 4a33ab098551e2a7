import ComposeModel
import FoundationEssentials

extension GraphRenderer {
    /// `{"layers": [[…]], "services": [{"name", "layer", "dependencies": […], "dependents": […]}]}`, in start order.
    func json() -> String {
        let services = graph.names.enumerated().map { position, name in
            ServiceObject(
                name: name,
                layer: graph.layerOf[position],
                dependencies: graph.edges[position].map { edge in
                    DependencyObject(
                        service: edge.dependency.service,
                        condition: edge.dependency.condition.rawValue,
                        required: edge.dependency.isRequired,
                        restart: edge.dependency.restart,
                        implicit: edge.isImplicit
                    )
                },
                dependents: graph.dependents(of: name)
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings, integers and booleans always encode.
        let data = (try? encoder.encode(GraphObject(layers: graph.layers, services: services))) ?? Data()
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}

private struct GraphObject: Encodable {
    var layers: [[String]]
    var services: [ServiceObject]
}

private struct ServiceObject: Encodable {
    var name: String
    var layer: Int
    var dependencies: [DependencyObject]
    var dependents: [String]
}

private struct DependencyObject: Encodable {
    var service: String
    var condition: String
    var required: Bool
    var restart: Bool
    /// Whether the edge comes from `provided_by`.
    var implicit: Bool
}
