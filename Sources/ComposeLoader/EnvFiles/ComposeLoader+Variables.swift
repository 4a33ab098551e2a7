import Diagnostics
import OrderedCollections
package import YAMLTree

extension ComposeLoader {
    /// Returns the variables that env files set, before any Compose file is located. Later files override earlier ones.
    ///
    /// An env file can set `COMPOSE_FILE` and similar variables. Problems are ignored here; `load()` reads the files
    /// again and reports them.
    ///
    /// - Parameters:
    ///   - environmentFiles: Absolute, or relative to `workingDirectory`.
    ///   - environment: The caller's environment. It takes precedence where a value uses a variable.
    package static func variables(
        of environmentFiles: [EnvironmentFile],
        workingDirectory: String,
        environment: [String: String],
        files: any FileAccess = LocalFiles()
    ) -> [String: String] {
        let reader = EnvFileReader(files: SizeLimitedFiles(files), log: ProblemLog())
        var own: [String: String] = [:]
        for file in environmentFiles {
            let absolute = PathText.join(workingDirectory, file.path)
            let source = SourceFile(display: file.path, absolute: absolute, base: workingDirectory)
            let known = own
            let read = reader.read(source, isRequired: false, outer: { environment[$0] }, earlier: { known[$0] })
            for (key, value) in read { own[key] = value }
        }
        return own
    }
}
