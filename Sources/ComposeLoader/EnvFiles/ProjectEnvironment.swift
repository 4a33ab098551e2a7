import Diagnostics
import OrderedCollections
import YAMLTree

/// The variables for interpolation: the caller's environment over the env files, later files over earlier ones.
///
/// Source: Docker's documentation, "Set environment variables, precedence".
struct ProjectEnvironment {
    static func resolve(_ options: ComposeLoader.Options, main: SourceFile, files: any FileAccess, log: ProblemLog)
        -> [String: String]
    {
        let reader = EnvFileReader(files: files, log: log)
        let outer = options.environment
        var own: [String: String] = [:]
        func read(_ file: SourceFile, isRequired: Bool) {
            let snapshot = own
            for (key, value) in reader.read(file, isRequired: isRequired, outer: { outer[$0] ?? snapshot[$0] }) {
                own[key] = value
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
        return own.merging(outer) { _, outer in outer }
    }
}
