import ArgumentParser
import ServiceGraph
import StackHost

struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Show the dependencies between services."
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: "Output format: tree, dot (Graphviz), mermaid or json.", transform: Self.format)
    var format: GraphRenderer.Format = .tree

    func run() async throws {
        let stack = try LoadedStack.load(project)
        let output = Terminal.standardOutput
        let text = GraphRenderer(stack.graph, usesASCII: output.usesASCII).render(format)
        output.writeData(text.hasSuffix("\n") ? text : text + "\n")
        if format == .tree { output.writeData(Self.legend(text, usesASCII: output.usesASCII)) }
    }

    static func legend(_ tree: String, usesASCII: Bool) -> String {
        let arrows = usesASCII ? (above: "^", below: "v") : (above: "↑", below: "↓")
        func hasMark(_ mark: String) -> Bool {
            tree.split(separator: "\n").contains { line in
                line.split(separator: "(").first.map { $0.hasSuffix(" \(mark) ") } ?? false
            }
        }
        return (hasMark(arrows.above) ? "\(arrows.above) its dependencies are drawn above\n" : "")
            + (hasMark(arrows.below) ? "\(arrows.below) its dependencies are drawn below\n" : "")
    }

    private static func format(_ name: String) throws -> GraphRenderer.Format {
        guard let format = GraphRenderer.Format(rawValue: name) else {
            let names = GraphRenderer.Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("unknown format '\(name)'; expected one of \(names)")
        }
        return format
    }
}
