/// The progress of a pull.
package struct PullProgress: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable {
        /// A dump is restored.
        case restoring
        /// Original values are remembered.
        case reading
        /// Harmless rows are written.
        case writing
        /// The result is searched for original values.
        case searching
    }

    package var phase: Phase
    /// The table or firm that is worked on.
    package var item: String
    /// The rows, or the firms, that this phase has worked on.
    package var done: Int

    package init(_ phase: Phase, item: String, done: Int) {
        self.phase = phase
        self.item = item
        self.done = done
    }
}
