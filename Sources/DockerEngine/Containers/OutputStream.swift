/// The output stream of a process that bytes were written to.
package enum OutputStream: UInt8, Hashable, Sendable {
    /// Standard output; with a terminal, all output.
    case stdout = 1
    /// Standard error.
    case stderr = 2
}
