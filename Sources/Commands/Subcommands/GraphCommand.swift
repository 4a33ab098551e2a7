import ArgumentParser
import ServiceGraph

/// `cpadev graph`
struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Show which service needs which."
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: "tree, dot (Graphviz), mermaid, or json.", transform: Self.format)
    var format: GraphRenderer.Format = .tree

    func run() async throws {
        let stack = try LoadedStack.load(project)
        let text = GraphRenderer(stack.graph).render(format)
        Terminal.standardOutput.writeData(text.hasSuffix("\n") ? text : text + "\n")
    }

    private static func format(_ name: String) throws -> GraphRenderer.Format {
        guard let format = GraphRenderer.Format(rawValue: name) else {
            let names = GraphRenderer.Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(name)' is no format; they are: \(names).")
        }
        return format
    }
}
