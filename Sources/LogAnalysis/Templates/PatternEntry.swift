/// A pattern during mining.
struct PatternEntry: Sendable {
    static let wildcard = Array("<*>".utf8)

    let service: Int
    let level: LogLevel?
    private(set) var words: [[UInt8]]
    private(set) var count: Int
    private(set) var first: Int64
    private(set) var last: Int64
    private(set) var example: String

    /// Creates an entry from its first line.
    init(service: Int, level: LogLevel?, words: [[UInt8]], line: Bytes, timeNs: Int64) {
        self.service = service
        self.level = level
        self.words = words
        count = 1
        first = timeNs
        last = timeNs
        example = line.text(0..<min(line.count, 1024))
    }

    mutating func count(_ timeNs: Int64) {
        count += 1
        if timeNs < first { first = timeNs }
        if timeNs > last { last = timeNs }
    }

    func matches(_ others: [[UInt8]]) -> Bool {
        words.count == others.count && zip(words, others).allSatisfy { $0 == Self.wildcard || $0 == $1 }
    }

    func equalWords(_ others: [[UInt8]]) -> Int {
        zip(words, others).reduce(0) { $0 + ($1.0 == $1.1 || $1.0 == Self.wildcard ? 1 : 0) }
    }

    /// Differing words become `<*>`; the first never differs within a group.
    mutating func widen(to others: [[UInt8]]) {
        for index in words.indices where words[index] != others[index] { words[index] = Self.wildcard }
    }

    /// Adds the lines of another entry.
    mutating func take(_ other: PatternEntry) {
        count += other.count
        last = max(last, other.last)
        if other.first < first {
            first = other.first
            example = other.example
        }
    }

    /// Marks the entry as merged into another.
    mutating func empty() { count = 0 }

    func pattern(service: String) -> LinePattern {
        LinePattern(
            service: service,
            level: level,
            template: String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self),
            count: count,
            first: first,
            last: last,
            example: example
        )
    }
}
