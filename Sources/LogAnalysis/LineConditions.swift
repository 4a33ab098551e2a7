/// The conditions of a ``LogFilter`` that need a line to be understood: its level, its fields, whose it is. Pattern, stream
/// and time are not among them.
///
/// Lines of one service are given one after the other, as a line that goes on with another has its level.
public struct LineConditions: Sendable {
    /// Whether every line meets them.
    public let isEmpty: Bool
    /// A text that every line which meets them contains, for a fast first look; nil where there is none.
    public let neededText: [UInt8]?

    /// - Throws: where a field's expression cannot be understood.
    public init(_ filter: LogFilter) throws(FilterError) {
        isEmpty = filter.leastLevel == nil && filter.fields.isEmpty && filter.words.isEmpty
        neededText = nil
    }

    /// Whether the next line of the service meets them.
    public mutating func admits(_ line: UnsafeRawBufferPointer, stream: LogStream) -> Bool { true }

    /// Forgets the line before: another service's comes next, or one from elsewhere.
    public mutating func reset() {}
}
