/// An item of a build's progress output.
package enum BuildOutput: Hashable, Sendable {
    /// The start of a step, such as `Step 2/3 : RUN make` or `[2/3] RUN make`.
    case step(String)
    /// An output line of the builder or of a command it runs, without its newline.
    case line(String)
    /// The finished image: `sha256:` and 64 hexadecimal digits.
    case image(id: String)
}
