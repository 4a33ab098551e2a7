import FoundationEssentials

/// Marks a database as a stack's own. It is stored in the database's comment, which clones do not inherit.
struct DatabaseMark: Hashable, Sendable, Codable {
    var stack: String
    /// The hash of the loaded seed; nil if nothing has been loaded yet.
    var seed: String?
    /// When that seed was first and last put in place.
    var seededAt: Date?
    var resetAt: Date?
    /// When firms were reset individually since then, by firm id.
    var firmsResetAt: [String: Date]?
    /// The id of the ``RowStep`` that last put this database, or rows of it, in place.
    var step: String?
    /// The id of the step that replaced this database. The database is kept for undoing that step.
    var replacedBy: String?
    /// Whether the kept database was not the stack's own, and the comment that it had.
    var isForeign: Bool?
    var foreignComment: String?

    private static let prefix = "cpadev "

    init(stack: String, seed: String? = nil, seededAt: Date? = nil, resetAt: Date? = nil) {
        self.stack = stack
        self.seed = seed
        self.seededAt = seededAt
        self.resetAt = resetAt
    }

    /// Parses a comment; nil if it is not cpadev's.
    init?(comment: String?) {
        guard let comment, comment.hasPrefix(Self.prefix) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let json = Data(comment.dropFirst(Self.prefix.count).utf8)
        guard let mark = try? decoder.decode(DatabaseMark.self, from: json) else { return nil }
        self = mark
    }

    /// The comment, on one line. Encoding strings and dates cannot fail.
    var comment: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Self.prefix + String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
    }
}
