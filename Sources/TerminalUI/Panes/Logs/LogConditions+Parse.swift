import FoundationEssentials
import LogAnalysis

extension LogConditions {
    /// Parses the text of the filter prompt.
    ///
    /// - Throws: ``FilterError`` with the position of the mistake.
    init(_ text: String, now: Date, utcOffset: Duration) throws(FilterError) {
        self.init()
        var pattern: [String] = []
        for word in Words(text).list {
            guard let key = word.key else {
                var part = word.text
                if pattern.isEmpty, !isInverted, word.isNegated {
                    isInverted = true
                } else if word.isNegated {
                    part = "!" + part
                }
                if !part.isEmpty { pattern.append(part) }
                continue
            }
            try take(key, word, in: text, now: now, utcOffset: utcOffset)
        }
        self.pattern = pattern.joined(separator: " ")
        if self.pattern.isEmpty { isInverted = false }
        if !self.pattern.isEmpty { _ = try PatternMatcher(LogPattern(self.pattern)) }
        _ = try LineConditions(filter)
    }

    private mutating func take(
        _ key: Words.Key,
        _ word: Words.Word,
        in text: String,
        now: Date,
        utcOffset: Duration
    ) throws(FilterError) {
        let value = word.text
        switch key {
        case .field:
            fields.append(value)
        case .level:
            let names = ["warning": "warn", "err": "error"]
            let name = value.lowercased()
            guard let level = LogLevel(rawValue: names[name] ?? name) else {
                throw FilterError(
                    value,
                    at: 0,
                    "unknown level",
                    hint: "expected " + LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
                )
            }
            leastLevel = level
        case .stream:
            guard let stream = LogStream.allCases.first(where: { $0.shortName == value || $0.rawValue == value }) else {
                throw FilterError(value, at: 0, "unknown stream", hint: "expected out, err or system")
            }
            streams.insert(stream)
        case .word:
            if !value.isEmpty { words.append(value) }
        case .since, .until:
            let timeNs = try PastMoment.parse(value, now: now, utcOffset: utcOffset)
            let moment = Moment(text: value, timeNs: timeNs)
            if key == .since { since = moment } else { until = moment }
        case .context:
            guard let lines = Int(value), (0...Self.maximumContext).contains(lines) else {
                throw FilterError(value, at: 0, "invalid number of lines", hint: "expected 0 to \(Self.maximumContext)")
            }
            context = lines
        }
    }
}

extension LogConditions {
    /// The words of a filter text, classified.
    struct Words {
        enum Key: Hashable {
            case field, level, stream, word, since, until, context
        }

        struct Word: Hashable {
            /// nil for a part of the pattern.
            var key: Key?
            var text: String
            /// Whether an exclamation mark preceded it.
            var isNegated = false
            var isPattern: Bool { key == nil && !isNegated }
        }

        private static let keys: [(String, Key)] = [
            ("level:", .level), ("stream:", .stream), ("firm:", .word), ("word:", .word), ("since:", .since),
            ("until:", .until), ("context:", .context), ("-C", .context),
        ]

        private(set) var list: [Word] = []

        init(_ text: String) {
            var rest = text[...]
            while true {
                while rest.first == " " { rest.removeFirst() }
                guard !rest.isEmpty else { return }
                let isNegated = rest.first == "!" && rest.dropFirst().first.map { $0 != " " } == true
                if isNegated { rest.removeFirst() }
                if rest.first == "\"" {
                    rest.removeFirst()
                    list.append(Word(text: Self.quoted(&rest), isNegated: isNegated))
                } else {
                    let word = rest.prefix { $0 != " " }
                    rest = rest.dropFirst(word.count)
                    list.append(isNegated ? Word(text: String(word), isNegated: true) : Self.classified(word))
                }
            }
        }

        /// The text up to the next unescaped quotation mark, or to the end.
        private static func quoted(_ rest: inout Substring) -> String {
            var text = ""
            while let character = rest.popFirst(), character != "\"" {
                if character == "\\", rest.first == "\"" {
                    rest.removeFirst()
                    text.append("\"")
                } else {
                    text.append(character)
                }
            }
            return text
        }

        private static func classified(_ word: Substring) -> Word {
            for (prefix, key) in keys where word.hasPrefix(prefix) {
                let value = word.dropFirst(prefix.count)
                // "-C" alone or before a letter is ordinary text.
                if key == .context, prefix == "-C", !value.allSatisfy(\.isWholeNumber) || value.isEmpty { continue }
                return Word(key: key, text: String(value))
            }
            if word.first == ".", word.dropFirst().first?.isLetter == true,
                word.contains(where: { "=<>~".contains($0) })
            {
                return Word(key: .field, text: String(word))
            }
            return Word(text: String(word))
        }
    }
}
