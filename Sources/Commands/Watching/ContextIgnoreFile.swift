import ComposeModel

/// The file that says what a build's context leaves out.
enum ContextIgnoreFile {
    /// The Dockerfile's own `.dockerignore`, or that of the context; nil where there is neither. Source: Dockerfile
    /// reference, `.dockerignore file`.
    static func text(_ build: Build) -> String? {
        guard build.context.hasPrefix("/") else { return nil }
        let dockerfile = StackLocation.absolute(build.dockerfile ?? "Dockerfile", from: build.context)
        return SmallFile.read("\(dockerfile).dockerignore", upToBytes: 1 << 20)
            ?? SmallFile.read("\(build.context)/.dockerignore", upToBytes: 1 << 20)
    }
}
