/// A problem found while loading: what is wrong, where, and how to fix it.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable, Comparable, Codable {
        /// Information; nothing is wrong.
        case note
        /// Suspicious or without effect; the load continues.
        case warning
        /// The load fails.
        case error

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }

        /// Orders severities: note < warning < error.
        package static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.rank < rhs.rank }
    }

    /// A stable name for a kind of problem, such as `unknown-key`. Tools match this, never the message.
    package struct Code: Hashable, Sendable, ExpressibleByStringLiteral {
        /// Lowercase words separated by hyphens.
        package var rawValue: String
        package init(stringLiteral value: String) { rawValue = value }
    }

    /// Another place that explains the problem, such as the first of two definitions.
    package struct Note: Hashable, Sendable {
        /// What is at that place, without a full stop.
        package var message: String
        package var location: SourceLocation?

        package init(_ message: String, at location: SourceLocation? = nil) {
            self.message = message
            self.location = location
        }
    }

    package var severity: Severity
    package var code: Code
    /// One sentence without a full stop, starting in lowercase.
    package var message: String
    /// Where the problem is; nil if it belongs to no place in a file.
    package var location: SourceLocation?
    /// The number of characters to underline, starting at `location`; at least 1.
    package var length: Int
    /// Other places that explain the problem, in display order.
    package var notes: [Note]
    /// What to do, one sentence without a full stop.
    package var hint: String?

    /// Creates a diagnostic. A `length` below 1 counts as 1.
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

/// The error thrown when loading fails. It carries every problem found.
package struct DiagnosticsError: Error, Sendable {
    /// The problems, in reading order.
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.inReadingOrder() }
}

extension Sequence<Diagnostic> {
    /// Returns the diagnostics sorted by location; those without one come first. The sort is stable.
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

    /// Whether any of them is an error.
    package var hasErrors: Bool { contains { $0.severity == .error } }
}
