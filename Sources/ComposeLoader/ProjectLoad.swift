import ComposeModel
import Diagnostics
import OrderedCollections
import YAMLTree

/// One run of the loader: all phases in order.
struct ProjectLoad {
    /// The largest number of nodes in the project after includes and extends.
    private static let nodeLimit = 500_000

    let options: ComposeLoader.Options
    let files: any FileAccess

    init(options: ComposeLoader.Options, files: any FileAccess) {
        self.options = options
        self.files = SizeLimitedFiles(files)
    }

    func run() throws(DiagnosticsError) -> LoadedProject {
        let log = ProblemLog()
        let sources = sources()
        guard let main = sources.first else {
            throw DiagnosticsError([Diagnostic(.error, "no-files", "no Compose file given")])
        }
        try rejectRemoteFiles()
        var environment = ProjectEnvironment(options, main: main, files: files, log: log)
        var variables = environment.variables
        let phases = FilePhases(files: files, log: log, home: variables["HOME"])
        let trees = sources.flatMap { file in
            phases.parse(file, mayBeEmpty: sources.count > 1).map { (file: file, tree: $0) }
        }
        if trees.isEmpty, !log.hasErrors {
            let place = SourceLocation(file: main.display, line: 1, column: 1)
            log.report("empty-file", "the file is empty, and so are the others", at: place)
        }
        let name = ProjectName(options: options, variables: variables, log: log).resolve(trees.map(\.tree), main: main)
        environment.set("COMPOSE_PROJECT_NAME", to: name, from: .loader)
        variables = environment.variables

        guard let merged = merge(trees, variables, phases), !phases.hasUnreadable else {
            throw DiagnosticsError(log.diagnostics())
        }
        guard merged.weight(upTo: Self.nodeLimit) <= Self.nodeLimit else {
            log.report("too-many-nodes", "the project has more than \(Self.nodeLimit) values", at: merged)
            throw DiagnosticsError(log.diagnostics())
        }

        let steps = StepPhase(merger: phases.merger, variables: variables)
        var root = ImpliedPhase.run(UniquePhase.run(steps.run(CleanupPhase.run(merged))))
        let selection = ServiceSelection(root: root, active: activeProfiles(variables))
        checkServices(root, log)
        CheckPhase(root: root, selection: selection, log: log).run()
        var environments = ServiceEnvironmentPhase(files: files, log: log, variables: variables, display: display)
        root = environments.run(root, selection)
        let labels = EnvFileReader(files: files, log: log)
        root = LabelFilePhase(reader: labels, display: display).run(root, selection)
        guard !log.hasErrors else { throw DiagnosticsError(log.diagnostics()) }

        root = UnusedPhase.run(FinishPhase(name: name, base: main.base, selection: selection, steps: steps).run(root))
        let decoder = ProjectDecoder(projectName: name, selection: selection, stepEnvironments: environments.ofSteps)
        var project = decoder.project(root, directory: main.base)
        project.files = sources.map(\.absolute)
        project.environment = variables
        return LoadedProject(
            project: project,
            warnings: log.diagnostics(),
            variableSources: environment.sources,
            tree: root
        )
    }

    private func rejectRemoteFiles() throws(DiagnosticsError) {
        let remote = options.files.filter(RemoteFile.isRemote)
        guard !remote.isEmpty else { return }
        throw DiagnosticsError(
            remote.map { Diagnostic(.error, "remote-file", RemoteFile.message($0), hint: RemoteFile.hint) }
        )
    }

    private func sources() -> [SourceFile] {
        let absolute = options.files.map { file in
            file == InputFiles.standardInput ? file : PathText.join(options.workingDirectory, file)
        }
        guard let first = absolute.first else { return [] }
        // A file read from one of the caller's descriptors has no directory.
        let folder = InputFiles.isOwnDescriptor(first) ? options.workingDirectory : PathText.directory(of: first)
        let base = options.projectDirectory.map { PathText.join(options.workingDirectory, $0) } ?? folder
        return zip(options.files, absolute).map { file, absolute in
            SourceFile(display: file == InputFiles.standardInput ? "<stdin>" : file, absolute: absolute, base: base)
        }
    }

    private func merge(
        _ trees: [(file: SourceFile, tree: Node)],
        _ variables: [String: String],
        _ phases: FilePhases
    ) -> Node? {
        let includes = IncludePhase(phases: phases)
        var result: Node?
        for (file, tree) in trees {
            let composed = includes.compose(tree, file, over: result, environment: variables, stack: [file])
            result = result.map { phases.merger.merge($0, composed) } ?? composed
        }
        return result
    }

    private func activeProfiles(_ variables: [String: String]) -> Set<String> {
        guard options.profiles.isEmpty else { return Set(options.profiles) }
        // Unset or empty, it activates the profile with the empty name, as in Compose.
        let names = (variables["COMPOSE_PROFILES"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        return Set(names.map(\.trimmed))
    }

    private func checkServices(_ root: Node, _ log: ProblemLog) {
        guard root["services"]?.mapping?.entries.isEmpty ?? true, !log.hasErrors else { return }
        log.warn("no-services", "the project has no services", at: root, hint: "define them under 'services:'")
    }

    /// Returns a path relative to the working directory, if it is below it.
    private func display(_ path: String) -> String {
        let directory = options.workingDirectory + "/"
        return path.hasPrefix(directory) ? String(path.dropFirst(directory.count)) : path
    }
}

extension Substring {
    /// The text without leading and trailing spaces.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
