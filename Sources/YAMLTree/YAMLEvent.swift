/// An event of libyaml's parser with its start and end.
package struct YAMLEvent {
    /// A position in the text: line and column from 0, the column in characters.
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
        /// The start of the stream, and events that a later libyaml may add.
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
    /// Whether it is a quoted scalar that spans several lines.
    var isMultilineQuote: Bool {
        switch kind {
        case .scalar(_, .singleQuoted), .scalar(_, .doubleQuoted): start.line < end.line
        case .scalar, .documentStart, .documentEnd, .alias, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd,
            .streamEnd, .other:
            false
        }
    }
}

/// A syntax error reported by libyaml.
package struct YAMLSyntaxError: Error {
    package var problem: String
    package var mark: YAMLEvent.Mark
    /// What libyaml was parsing; `contextMark` is where that starts.
    package var context: String?
    package var contextMark: YAMLEvent.Mark?
}
