/// The conditions of a ``LogFilter`` that need a line to be understood: its level, its fields, whose it is. Pattern, stream
/// and time are not among them.
///
/// Lines of one service are given one after the other, as a line that goes on with another has its level.
package struct LineConditions: Sendable {
    /// Whether every line meets them.
    package let isEmpty: Bool
    /// A text that every line which meets them contains, for a fast first look; nil where there is none. There is none
    /// beside a condition on the level, since that one must see every line.
    package let neededText: [UInt8]?

    private let leastLevel: LogLevel?
    private let fields: [FieldExpression]
    private let words: [WholeWord]
    private var levels = LevelTracker()

    /// - Throws: where a field's expression cannot be understood.
    package init(_ filter: LogFilter) throws(FilterError) {
        leastLevel = filter.leastLevel
        var fields: [FieldExpression] = []
        for field in filter.fields { fields.append(try FieldExpression(field)) }
        self.fields = fields
        words = filter.words.map(WholeWord.init)
        isEmpty = filter.leastLevel == nil && filter.fields.isEmpty && filter.words.isEmpty
        if leastLevel != nil {
            neededText = nil
        } else if words.count == 1, let word = words.first, !word.bytes.isEmpty {
            neededText = word.bytes
        } else {
            neededText = fields.lazy.compactMap(\.neededText).first
        }
    }

    /// Whether the next line of the service meets them.
    package mutating func admits(_ line: UnsafeRawBufferPointer, stream: LogStream) -> Bool {
        if let leastLevel {
            guard let level = levels.level(of: line, stream: stream), level >= leastLevel else { return false }
        }
        guard words.isEmpty || words.contains(where: { $0.stands(in: line) }) else { return false }
        return fields.allSatisfy { $0.matches(line) }
    }

    /// Forgets the line before: another service's comes next, or one from elsewhere.
    /// - Parameter expected: errors of that service that are none.
    package mutating func reset(expecting expected: ExpectedTexts) { levels = LevelTracker(expecting: expected) }
}
