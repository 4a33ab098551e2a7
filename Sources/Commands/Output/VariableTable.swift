import ComposeLoader
import ComposeModel
import Foundations
import LogAnalysis
import OrderedCollections
import StackHost
import YAMLTree

/// The interpolation variables of a project, grouped by the file that sets each value.
struct VariableTable {
    struct Entry: Encodable, Hashable {
        var name: String
        /// nil if the value came through a pipe; such values are never shown.
        var value: String?
        var source: String
    }

    let entries: [Entry]

    init(_ loaded: LoadedProject) {
        let all = loaded.variableSources.map { name, source in
            let isPiped =
                if case .file(let path) = source { InputFiles.isOwnDescriptor(path) } else { false }
            let value = isPiped ? nil : loaded.project.environment[name]
            return (rank: source.rank, entry: Entry(name: name, value: value, source: source.description))
        }
        // Sources with higher precedence come later.
        entries = (0...2).flatMap { rank in all.filter { $0.rank == rank }.map(\.entry) }
    }

    /// The variables in env file format, sorted, each group below a comment with its source.
    var text: String {
        var groups: OrderedDictionary<String, [Entry]> = [:]
        for entry in entries { groups[entry.source, default: []].append(entry) }
        return groups.map { source, entries in
            "# \(TerminalSanitizer.oneLine(source))\n"
                + entries.sorted { $0.name < $1.name }.map { Self.line($0) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private static func line(_ entry: Entry) -> String {
        guard let value = entry.value else { return "# \(entry.name) (from a pipe, not shown)" }
        guard let quoted = QuotedValue.dotenv(value) else { return "# \(entry.name) (cannot be quoted)" }
        return "\(entry.name)=\(quoted)"
    }
}

extension VariableSource {
    fileprivate var rank: Int {
        switch self {
        case .file: 0
        case .environment: 1
        case .loader: 2
        }
    }

    fileprivate var description: String {
        switch self {
        case .file(let path): path
        case .environment: "the environment"
        case .loader: "cpadev"
        }
    }
}
