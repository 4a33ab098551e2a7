/// One problem, as a value: what is wrong, where, and what to do about it.
package struct Diagnostic: Hashable, Sendable {
    /// How much it matters.
    package enum Severity: String, Sendable, Comparable, Codable {
        /// Worth knowing; nothing is wrong.
        case note
        /// Suspicious or without effect; the work goes on.
        case warning
        /// The work cannot go on.
        case error

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }

        /// By weight: a note is less than a warning, a warning less than an error.
        package static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.rank < rhs.rank }
    }

    /// A stable name for a kind of problem, such as `unknown-key`. Tools and tests match this, never the message.
    package struct Code: Hashable, Sendable, ExpressibleByStringLiteral {
        /// The name itself: lower case words with hyphens.
        package var rawValue: String
        /// A code by its name.
        package init(stringLiteral value: String) { rawValue = value }
    }

    /// Another place that explains the problem, such as the first of two definitions.
    package struct Note: Hashable, Sendable {
        /// What is to be seen there, without a full stop.
        package var message: String
        /// The other place; nil where the note belongs to none.
        package var location: SourceLocation?

        /// A note without a place, unless one is given.
        package init(_ message: String, at location: SourceLocation? = nil) {
            self.message = message
            self.location = location
        }
    }

    /// How much it matters.
    package var severity: Severity
    /// What kind of problem it is.
    package var code: Code
    /// One sentence without a full stop, starting in lower case.
    package var message: String
    /// Where the problem is; nil where it belongs to no place in a file.
    package var location: SourceLocation?
    /// How many characters to underline from `location` on; at least 1.
    package var length: Int
    /// Other places that explain it, in the order in which they are shown.
    package var notes: [Note]
    /// What to do, one sentence without a full stop.
    package var hint: String?

    /// A problem; a `length` below 1 counts as 1.
    package init(
        _ severity: Severity,
        _ code: Code,
        _ message: String,
        at location: SourceLocation? = nil,
        length: Int = 1,
        notes: [Note] = [],
        hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.length = max(1, length)
        self.notes = notes
        self.hint = hint
    }
}

/// Thrown where loading cannot give a result: all problems that were found, sorted.
package struct DiagnosticsError: Error, Sendable {
    /// The problems, in reading order.
    package var diagnostics: [Diagnostic]

    /// An error of these problems, which it sorts.
    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.inReadingOrder() }
}

extension Sequence<Diagnostic> {
    /// Sorted by place; those without a place come first. The order of equals is kept.
    package func inReadingOrder() -> [Diagnostic] {
        enumerated().sorted { lhs, rhs in
            switch (lhs.element.location, rhs.element.location) {
            case (nil, nil): lhs.offset < rhs.offset
            case (nil, .some): true
            case (.some, nil): false
            case (.some(let left), .some(let right)): left == right ? lhs.offset < rhs.offset : left < right
            }
        }.map(\.element)
    }

    /// Whether any of them stops the work.
    package var hasErrors: Bool { contains { $0.severity == .error } }
}
