package import FoundationEssentials

/// What a command read from a pipe and its supervisor cannot: standard input, a shell's `<(…)`, a FIFO.
package struct PipedInput: Hashable, Sendable, Codable {
    /// As the command's options name it; `-` is standard input.
    package var path: String
    /// Everything that came through it.
    package var content: Data

    /// The content of the pipe at a path.
    package init(path: String, content: Data) {
        self.path = path
        self.content = content
    }
}
