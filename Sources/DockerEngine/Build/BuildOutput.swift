/// What a build tells while it goes on.
package enum BuildOutput: Hashable, Sendable {
    /// A step begins, such as `Step 2/3 : RUN make` or `[2/3] RUN make`.
    case step(String)
    /// A line of the builder, or of what it runs; without its end.
    case line(String)
    /// The image is there: `sha256:` and 64 hexadecimal digits.
    case image(id: String)
}
