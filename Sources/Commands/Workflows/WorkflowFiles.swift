import ComposeModel
import Diagnostics
import Foundations
import OrderedCollections
import StackHost
import Workflows
import YAMLTree

/// Where workflows are: those of a checkout, and those beside the Compose file.
struct WorkflowFiles {
    struct File {
        var name: String
        var path: String
    }

    /// The folder whose copy the jobs work in.
    let checkout: String
    /// The folder beside the Compose file with workflows, replaced actions and tools.
    let own: String
    private let directory: String

    init(_ stack: LoadedStack, from directory: String = CallerEnvironment.workingDirectory) {
        self.directory = directory
        checkout = StackLocation.checkout(containing: directory) ?? directory
        own = "\(stack.project.directory)/workflows"
    }

    /// All of them. One of the checkout hides the one of the same name beside the Compose file.
    var all: [File] {
        var files: [File] = []
        for folder in ["\(checkout)/.github/workflows", own] {
            for name in (directoryNames(folder) ?? []).sorted() {
                guard let stem = Self.stem(name), !files.contains(where: { $0.name == stem }) else { continue }
                files.append(File(name: stem, path: "\(folder)/\(name)"))
            }
        }
        return files
    }

    private static func stem(_ name: String) -> String? {
        [".yml", ".yaml"].first(where: name.hasSuffix).map { String(name.dropLast($0.count)) }
    }

    /// Finds a workflow by its name, the name of its file, or a path; without a name, `ci` or the only one.
    func find(_ name: String?) throws(CommandFailure) -> File {
        let all = all
        guard let name else {
            if let usual = all.first(where: { $0.name == "ci" }) ?? (all.count == 1 ? all[0] : nil) { return usual }
            throw CommandFailure(
                .usage,
                all.isEmpty ? "there are no workflows in \(checkout)/.github/workflows" : "name a workflow",
                hint: all.isEmpty ? nil : Self.list(all)
            )
        }
        if name.contains("/") {
            let path = StackLocation.absolute(name, from: directory)
            guard StackLocation.exists(path) else { throw CommandFailure(.usage, "there is no file \(name)") }
            return File(name: Self.stem(PathText.lastComponent(of: path)) ?? name, path: path)
        }
        if let file = all.first(where: { $0.name == Self.stem(name) ?? name }) { return file }
        let nearest = didYouMean(name, all.map(\.name))
        throw CommandFailure(.usage, "there is no workflow '\(name)'", hint: nearest ?? Self.list(all))
    }

    private static func list(_ files: [File]) -> String {
        "the workflows are: \(files.map(\.name).joined(separator: ", "))"
    }

    /// Reads a workflow. Problems in the file are thrown with exit code 65, rendered for output.
    func read(_ file: File) throws(CommandFailure) -> Workflow {
        do {
            return try WorkflowReader(
                path: file.path,
                displayPath: StackLocation.relative(file.path, to: directory)
            ).read()
        } catch {
            let color = Terminal.standardError.hasColor
            throw CommandFailure(diagnostics: LoadedStack.render(error.diagnostics, color: color, directory))
        }
    }

    /// The actions of a workflow that are replaced, as act wants them: `OWNER/NAME@REF=FOLDER`.
    func replacedActions(of workflow: Workflow) -> [String] {
        let uses = workflow.jobs.values.flatMap(\.steps).compactMap(\.uses)
        return Set(uses).sorted().compactMap { uses in
            guard let at = uses.firstIndex(of: "@"), !uses.contains("..") else { return nil }
            let folder = "\(own)/actions/\(uses[..<at])"
            return StackLocation.exists("\(folder)/action.yml") ? "\(uses)=\(folder)" : nil
        }
    }
}
