import FoundationEssentials

/// What says that a database is a stack's own: its comment, which a clone does not inherit.
struct DatabaseMark: Hashable, Sendable, Codable {
    /// The stack's name.
    var stack: String
    /// The hash of what was loaded; nil where nothing was yet.
    var seed: String?

    private static let prefix = "cpadev "

    init(stack: String, seed: String?) {
        self.stack = stack
        self.seed = seed
    }

    /// nil where the comment is not cpadev's.
    init?(comment: String?) {
        guard let comment, comment.hasPrefix(Self.prefix) else { return nil }
        let json = Data(comment.dropFirst(Self.prefix.count).utf8)
        guard let mark = try? JSONDecoder().decode(DatabaseMark.self, from: json) else { return nil }
        self = mark
    }

    var comment: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Self.prefix + String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
    }
}
