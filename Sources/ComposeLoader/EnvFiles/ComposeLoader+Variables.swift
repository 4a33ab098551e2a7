import Diagnostics
import OrderedCollections
package import YAMLTree

extension ComposeLoader {
    /// What env files set, later ones over earlier ones, before any Compose file is looked for.
    ///
    /// `COMPOSE_FILE` and the like may stand in an env file. What is wrong with a file, `load()` reports, which reads it
    /// again; here it counts as empty.
    ///
    /// - Parameters:
    ///   - environmentFiles: absolute, or relative to `workingDirectory`.
    ///   - environment: the caller's; it wins where a value uses a variable.
    package static func variables(
        of environmentFiles: [EnvironmentFile],
        workingDirectory: String,
        environment: [String: String],
        files: any FileAccess = LocalFiles()
    ) -> [String: String] {
        let reader = EnvFileReader(files: MeteredFiles(files), log: ProblemLog())
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
