import ComposeModel

/// Renders a graph as a tree or as text for other tools.
package struct GraphRenderer: Sendable {
    /// The output formats.
    package enum Format: String, Sendable, CaseIterable {
        /// Indented lines; each service is followed by its dependencies.
        case tree
        /// The Graphviz language.
        case dot
        /// A Mermaid flowchart, which many Markdown viewers render.
        case mermaid
        /// One JSON object with keys in snake case.
        case json
    }

    let graph: ServiceGraph
    let usesASCII: Bool

    /// - Parameter usesASCII: Whether the tree's lines are drawn in ASCII instead of Unicode.
    package init(_ graph: ServiceGraph, usesASCII: Bool = false) {
        self.graph = graph
        self.usesASCII = usesASCII
    }

    /// Returns the whole graph, ending with a newline.
    package func render(_ format: Format) -> String {
        switch format {
        case .tree: tree()
        case .dot: dot()
        case .mermaid: mermaid()
        case .json: json()
        }
    }

    // MARK: Shared by all formats

    /// Returns an edge's label: its condition, and whether it is optional or implied.
    static func label(of edge: ServiceGraph.Edge) -> String {
        var words: [String] = []
        if edge.isImplicit {
            words.append("provides")
        } else {
            switch edge.dependency.condition {
            case .started: words.append("started")
            case .healthy: words.append("healthy")
            case .completedSuccessfully: words.append("completed")
            }
        }
        if !edge.dependency.isRequired { words.append("optional") }
        return words.joined(separator: ", ")
    }

    // MARK: Graphviz

    private func dot() -> String {
        var text = "digraph services {\n    rankdir=LR;\n    node [shape=box];\n"
        for name in graph.names { text += "    \(dotQuoted(name));\n" }
        for (position, name) in graph.names.enumerated() {
            for edge in graph.edges[position] {
                let style = edge.dependency.isRequired ? "" : ", style=dashed"
                text += "    \(dotQuoted(name)) -> \(dotQuoted(edge.dependency.service))"
                text += " [label=\(dotQuoted(Self.label(of: edge)))\(style)];\n"
            }
        }
        return text + "}\n"
    }

    private func dotQuoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }

    // MARK: Mermaid

    private func mermaid() -> String {
        // Numbered identifiers, because a service can be called `end`, which is a keyword in Mermaid.
        var text = "flowchart LR\n"
        for (position, name) in graph.names.enumerated() { text += "    s\(position)[\(mermaidQuoted(name))]\n" }
        for position in graph.names.indices {
            for edge in graph.edges[position] {
                guard let target = graph.positions[edge.dependency.service] else { continue }
                let arrow = edge.dependency.isRequired ? "-->" : "-.->"
                text += "    s\(position) \(arrow)|\(mermaidQuoted(Self.label(of: edge)))| s\(target)\n"
            }
        }
        return text
    }

    private func mermaidQuoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" ? "#quot;" : String($0) }.joined() + "\""
    }
}
