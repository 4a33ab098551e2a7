import ComposeLoader
package import YAMLTree

/// The caller's input files, including pipes, which can be read only once.
package enum CallerInputs {
    package static let files = InputFiles()

    /// Reads the pipes among the named files, which only this process can read. Afterwards, ``InputFiles/piped`` has
    /// what another process needs to load the same project.
    package static func readPipes(of location: StackLocation) throws(CommandFailure) {
        let named = location.files + location.environmentFiles.filter(\.isRequired).map(\.path)
        for path in named where InputFiles.isOwnDescriptor(path) || files.kind(of: path) == .other {
            guard path != StackLocation.noEnvironmentFile else { continue }
            do { _ = try files.read(path, limit: YAMLReader.sizeLimit) } catch {
                let name = path == InputFiles.standardInput ? "standard input" : "'\(path)'"
                throw CommandFailure(.badData, error.described(name: name, limit: YAMLReader.sizeLimit).1)
            }
        }
    }
}
