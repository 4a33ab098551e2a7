/// Which outputs stand in the middle of a line, and since when: a prompt, or a progress bar, which readers shall see.
///
/// Pure. An output is *due* once, `patience` after its unfinished line began. Times are nanoseconds of any clock that
/// never runs backwards.
struct UnfinishedLines {
    static let patience: Int64 = 500_000_000
    /// What programs that buffer write at once, wherever that cuts a line: stdio's buffer for a pipe, and multiples. Such
    /// a line goes on when the program has more to say, so cutting it would help nobody.
    static let bufferSize = 4096

    private var deadlines: [Int32: Int64] = [:]

    /// Takes note of what was read from an output at once.
    mutating func read(_ bytes: UnsafeRawBufferPointer, from output: Int32, at now: Int64) {
        guard let last = bytes.last, last != UInt8(ascii: "\n"), bytes.count % Self.bufferSize != 0 else {
            deadlines[output] = nil
            return
        }
        // A line that began with an earlier read is as old as that; a progress bar never ends its line.
        if deadlines[output] == nil || bytes.contains(UInt8(ascii: "\n")) {
            deadlines[output] = now + Self.patience
        }
    }

    mutating func forget(_ output: Int32) { deadlines[output] = nil }

    /// Milliseconds until the next is due, rounded up; -1 where none will be.
    func timeout(at now: Int64) -> Int32 {
        guard let first = deadlines.values.min() else { return -1 }
        return Int32(clamping: max(0, first - now + 999_999) / 1_000_000)
    }

    /// Those that are due, each of which is not due again until it writes more.
    mutating func takeDue(at now: Int64) -> [Int32] {
        let due = deadlines.filter { $0.value <= now }.map(\.key).sorted()
        for output in due { deadlines[output] = nil }
        return due
    }
}
