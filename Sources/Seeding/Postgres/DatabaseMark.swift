import FoundationEssentials

/// What says that a database is a stack's own: its comment, which a clone does not inherit.
struct DatabaseMark: Hashable, Sendable, Codable {
    /// The stack's name.
    var stack: String
    /// The hash of what was loaded; nil where nothing was yet.
    var seed: String?
    /// When that seed took the database's place first, and when last.
    var seededAt: Date?
    var resetAt: Date?
    /// When firms were put back alone since then, by their ids.
    var firmsResetAt: [String: Date]?
    /// The ``RowStep`` that put this database, or rows of it, into place last.
    var step: String?
    /// The step that replaced this database, which is kept for undoing that.
    var replacedBy: String?
    /// Whether the kept database was not the stack's own, and the comment that it had then.
    var isForeign: Bool?
    var foreignComment: String?

    private static let prefix = "cpadev "

    init(stack: String, seed: String? = nil, seededAt: Date? = nil, resetAt: Date? = nil) {
        self.stack = stack
        self.seed = seed
        self.seededAt = seededAt
        self.resetAt = resetAt
    }

    /// nil where the comment is not cpadev's.
    init?(comment: String?) {
        guard let comment, comment.hasPrefix(Self.prefix) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let json = Data(comment.dropFirst(Self.prefix.count).utf8)
        guard let mark = try? decoder.decode(DatabaseMark.self, from: json) else { return nil }
        self = mark
    }

    /// One line. Encoding texts and dates cannot fail.
    var comment: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Self.prefix + String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
    }
}
