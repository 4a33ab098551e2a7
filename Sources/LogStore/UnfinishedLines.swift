/// Tracks outputs whose last line is incomplete, such as a prompt or a progress bar, so that it can still be shown.
///
/// Pure. An output becomes *due* once, ``patience`` after its incomplete line began.
package struct UnfinishedLines<Output: Hashable & Sendable>: Sendable {
    package static var patience: Duration { .milliseconds(500) }
    /// The unit in which buffering programs write, wherever that cuts a line: stdio's buffer size for a pipe, or
    /// multiples. The program completes such a line with its next write, so showing it early is pointless.
    private static var bufferSize: Int { 4096 }

    private var deadlines: [Output: ContinuousClock.Instant] = [:]

    package init() {}

    /// Records one read from an output.
    /// - Returns: whether an incomplete line began, which sets a new deadline.
    @discardableResult
    package mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        from output: Output,
        at now: ContinuousClock.Instant
    ) -> Bool {
        guard let last = bytes.last, last != UInt8(ascii: "\n"), bytes.count % Self.bufferSize != 0 else {
            deadlines[output] = nil
            return false
        }
        // A line keeps the deadline of its first read, since a progress bar never ends its line.
        guard deadlines[output] == nil || bytes.contains(UInt8(ascii: "\n")) else { return false }
        deadlines[output] = now + Self.patience
        return true
    }

    package mutating func forget(_ output: Output) { deadlines[output] = nil }

    /// When the next output is due; nil if none is pending.
    package var nextDeadline: ContinuousClock.Instant? { deadlines.values.min() }

    /// Returns the due outputs. Each becomes due again only after it writes more.
    package mutating func takeDue(at now: ContinuousClock.Instant) -> Set<Output> {
        let due = Set(deadlines.filter { $0.value <= now }.keys)
        for output in due { deadlines[output] = nil }
        return due
    }
}
