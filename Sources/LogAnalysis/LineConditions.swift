/// The conditions of a ``LogFilter`` that require parsing a line: its level, fields and words. Pattern, stream and time are
/// checked elsewhere.
///
/// The lines of a service must be passed in order, since a continuation line has the level of the line it continues.
package struct LineConditions: Sendable {
    /// Whether every line matches.
    package let isEmpty: Bool
    /// A text that every matching line contains, for a fast prefilter; nil if there is none. It is always nil with a condition on
    /// the level, which must see every line.
    package let neededText: [UInt8]?

    private let leastLevel: LogLevel?
    private let fields: [FieldExpression]
    private let words: [WholeWord]
    private var levels = LevelTracker()

    /// - Throws: a syntax error of a field expression.
    package init(_ filter: LogFilter) throws(FilterError) {
        leastLevel = filter.leastLevel
        var fields: [FieldExpression] = []
        for field in filter.fields { fields.append(try FieldExpression(field)) }
        self.fields = fields
        words = filter.words.map(WholeWord.init)
        isEmpty = filter.leastLevel == nil && filter.fields.isEmpty && filter.words.isEmpty
        if leastLevel != nil {
            neededText = nil
        } else if words.count == 1, let finder = words[0].finder {
            neededText = finder.bytes
        } else {
            neededText = fields.lazy.compactMap(\.neededText).first
        }
    }

    /// Whether the next line of the service matches.
    /// - Parameter isContinuation: whether it is the rest of a line that began in an earlier record, whose level it has.
    package mutating func admits(
        _ line: UnsafeRawBufferPointer,
        stream: LogStream,
        isContinuation: Bool = false
    ) -> Bool {
        if let leastLevel {
            let level = levels.level(of: line, stream: stream, isContinuation: isContinuation)
            guard let level, level >= leastLevel else { return false }
        }
        guard words.isEmpty || words.contains(where: { $0.isContained(in: line) }) else { return false }
        return fields.allSatisfy { $0.matches(line) }
    }

    /// Forgets previous lines. Call this before lines of another service or a gap.
    /// - Parameter expected: texts of that service's errors that are harmless.
    package mutating func reset(expecting expected: ExpectedTexts) { levels = LevelTracker(expecting: expected) }
}
