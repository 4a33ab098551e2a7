package import FoundationEssentials

/// Input that a command read from a pipe, which its supervisor cannot open: standard input, a shell's `<(…)`, or a
/// FIFO.
package struct PipedInput: Hashable, Sendable, Codable {
    /// The path as given on the command line; `-` is standard input.
    package var path: String
    package var content: Data

    package init(path: String, content: Data) {
        self.path = path
        self.content = content
    }
}
