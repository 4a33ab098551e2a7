/// One event of libyaml's parser, with where it starts and ends.
package struct YAMLEvent {
    /// A place in the text: line and column from 0, the column in characters.
    package struct Mark: Hashable {
        package var line: Int
        package var column: Int
    }

    package enum Kind {
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

    package enum ScalarStyle {
        case plain
        case singleQuoted
        case doubleQuoted
        case block
    }

    package var kind: Kind
    package var anchor: String?
    package var tag: String?
    package var start: Mark
    package var end: Mark
}

extension YAMLEvent {
    /// Whether it is a quoted text of several lines.
    var isLongQuote: Bool {
        switch kind {
        case .scalar(_, .singleQuoted), .scalar(_, .doubleQuoted): start.line < end.line
        case .scalar, .documentStart, .documentEnd, .alias, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd,
            .streamEnd, .other:
            false
        }
    }
}

/// Where and why libyaml gave up.
package struct YAMLSyntaxError: Error {
    package var problem: String
    package var mark: YAMLEvent.Mark
    /// What it was reading, and from where.
    package var context: String?
    package var contextMark: YAMLEvent.Mark?
}
