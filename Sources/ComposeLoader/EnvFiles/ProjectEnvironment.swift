import Diagnostics
import OrderedCollections
import YAMLTree

/// The variables for interpolation. The caller's environment overrides env files, and later files override earlier
/// ones.
///
/// Source: Docker's documentation, "Set environment variables, precedence".
struct ProjectEnvironment {
    private(set) var variables: [String: String] = [:]
    /// The source of each variable.
    private(set) var sources: OrderedDictionary<String, VariableSource> = [:]

    init(_ options: ComposeLoader.Options, main: SourceFile, files: any FileAccess, log: ProblemLog) {
        let reader = EnvFileReader(files: files, log: log)
        var outer = options.environment
        // Shells set PWD; cron, systemd and `env -i` do not.
        if outer["PWD"] == nil { outer["PWD"] = options.workingDirectory }
        func read(_ file: SourceFile, isRequired: Bool) {
            let (outer, earlier) = (outer, variables)
            for (key, value) in reader.read(
                file,
                isRequired: isRequired,
                outer: { outer[$0] },
                earlier: { earlier[$0] }
            ) {
                set(key, to: value, from: .file(file.display))
            }
        }
        if options.environmentFiles.isEmpty {
            let isMoved = main.base != PathText.directory(of: main.absolute)
            let display = isMoved ? main.base + "/.env" : PathText.display(".env", from: main.displayDirectory)
            read(
                SourceFile(display: display, absolute: PathText.join(main.base, ".env"), base: main.base),
                isRequired: false
            )
        }
        for file in options.environmentFiles {
            let absolute = PathText.join(options.workingDirectory, file.path)
            read(SourceFile(display: file.path, absolute: absolute, base: main.base), isRequired: file.isRequired)
        }
        for (key, value) in outer.sorted(by: { $0.key < $1.key }) {
            set(key, to: value, from: options.environment[key] == nil ? .loader : .environment)
        }
    }

    /// Sets a variable, replacing any earlier value.
    mutating func set(_ name: String, to value: String, from source: VariableSource) {
        variables[name] = value
        sources[name] = source
    }
}
