/// Splits bytes into lines, which end with CR LF. A lone CR or LF is part of a line.
struct SMTPLineReader {
    enum Line: Equatable {
        /// Without its end.
        case complete([UInt8])
        /// A line that exceeds the limit.
        case tooLong
    }

    private var line: [UInt8] = []
    private var isTooLong = false

    /// Adds a byte and returns the line that it ends.
    ///
    /// - Parameter limit: The length of a line without its LF at most. Of a longer one only the last byte is kept.
    mutating func take(_ byte: UInt8, limit: Int) -> Line? {
        if byte == UInt8(ascii: "\n"), line.last == UInt8(ascii: "\r") {
            let ended: Line = isTooLong ? .tooLong : .complete(line.dropLast())
            self = SMTPLineReader()
            return ended
        }
        if line.count >= limit {
            isTooLong = true
            line = []
        }
        line.append(byte)
        return nil
    }
}
