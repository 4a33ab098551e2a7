import ComposeLoader
import YAMLTree

/// What the caller gives this process to read: files, and pipes that are read once.
enum CallerInputs {
    static let files = InputFiles()

    /// Reads now what only this process can: the pipes among the files that were named. Then ``InputFiles/piped`` is what
    /// another process needs to load the same project.
    static func readPipes(of location: StackLocation) throws(CommandFailure) {
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
