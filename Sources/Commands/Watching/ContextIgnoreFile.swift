import ComposeModel
import StackHost

/// The ignore file of a build's context.
enum ContextIgnoreFile {
    /// The text of the Dockerfile's own `.dockerignore`, or else of the context's; nil if there is neither. Source:
    /// Dockerfile reference, `.dockerignore file`.
    static func text(_ build: Build) -> String? {
        guard build.context.hasPrefix("/") else { return nil }
        let dockerfile = StackLocation.absolute(build.dockerfile ?? "Dockerfile", from: build.context)
        return SmallFile.read("\(dockerfile).dockerignore", upToBytes: 1 << 20)
            ?? SmallFile.read("\(build.context)/.dockerignore", upToBytes: 1 << 20)
    }
}
