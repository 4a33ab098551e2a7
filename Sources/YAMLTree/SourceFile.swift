/// A file with its displayed and its absolute name.
package struct SourceFile: Hashable, Sendable {
    /// The name that the user gave, or that follows from a file that the user named.
    package var display: String
    package var absolute: String
    /// The absolute directory that relative paths in the file are resolved against.
    package var base: String

    package init(display: String, absolute: String, base: String) {
        self.display = display
        self.absolute = absolute
        self.base = base
    }

    /// The directory of the displayed name.
    package var displayDirectory: String { PathText.directory(of: display) }

    /// Returns the file that this file refers to by a path relative to `base`.
    package func sibling(_ path: String) -> SourceFile {
        let absolute = PathText.join(base, path)
        return SourceFile(display: display(of: path), absolute: absolute, base: PathText.directory(of: absolute))
    }

    private func display(of path: String) -> String {
        if PathText.isAbsolute(path) { return PathText.normalize(path) }
        // The displayed directory is the base, unless another project directory was chosen.
        let own = PathText.directory(of: absolute)
        if own == base { return PathText.display(path, from: displayDirectory) }
        return PathText.join(base, path)
    }
}
