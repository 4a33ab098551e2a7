/// Which of a process' streams bytes come from.
package enum OutputStream: UInt8, Hashable, Sendable {
    /// Standard output; everything of a container with a terminal.
    case stdout = 1
    /// Standard error.
    case stderr = 2
}
