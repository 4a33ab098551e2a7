import ComposeLoader
import ComposeModel
import LogAnalysis
import OrderedCollections
import YAMLTree

/// The variables of a project's interpolation, under the file that each has its value from.
struct VariableTable {
    /// One variable, for JSON.
    struct Entry: Encodable, Hashable {
        var name: String
        /// nil for what came through a pipe, which is shown nowhere.
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
        // What goes over something else comes after it.
        entries = (0...2).flatMap { rank in all.filter { $0.rank == rank }.map(\.entry) }
    }

    /// The sources as comments, each above its variables, sorted: an env file again.
    var text: String {
        var groups: OrderedDictionary<String, [Entry]> = [:]
        for entry in entries { groups[entry.source, default: []].append(entry) }
        return groups.map { source, entries in
            "# \(HarmlessText.oneLine(source))\n"
                + entries.sorted { $0.name < $1.name }.map { Self.line($0) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private static func line(_ entry: Entry) -> String {
        guard let value = entry.value else { return "# \(entry.name) (from a pipe, not shown)" }
        guard let quoted = QuotedValue.dotenv(value) else { return "# \(entry.name) (no env file can hold its value)" }
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
