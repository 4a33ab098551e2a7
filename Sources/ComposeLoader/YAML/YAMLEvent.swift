/// One event of libyaml's parser, with where it starts and ends.
struct YAMLEvent {
    /// A place in the text: line and column from 0, the column in characters.
    struct Mark: Hashable {
        var line: Int
        var column: Int
    }

    enum Kind {
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(text: String, style: ScalarStyle)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        case streamEnd
        /// Start of the stream, and whatever a later libyaml may add.
        case other
    }

    enum ScalarStyle {
        case plain
        case singleQuoted
        case doubleQuoted
        case block
    }

    var kind: Kind
    var anchor: String?
    var tag: String?
    var start: Mark
    var end: Mark
}

/// Where and why libyaml gave up.
struct YAMLSyntaxError: Error {
    var problem: String
    var mark: YAMLEvent.Mark
    /// What it was reading, and from where.
    var context: String?
    var contextMark: YAMLEvent.Mark?
}
