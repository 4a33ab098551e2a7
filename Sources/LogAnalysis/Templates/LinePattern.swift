/// A group of lines with the same template.
package struct LinePattern: Sendable, Hashable, Codable {
    /// The service that wrote them.
    package var service: String
    /// Their level; nil if unknown.
    package var level: LogLevel?
    /// Their shape: `<n>` and similar tokens replace values of a known kind, `<*>` other differences.
    package var template: String
    /// The number of lines.
    package var count: Int
    /// When the first line arrived: nanoseconds since 1970.
    package var first: Int64
    /// When the last line arrived: nanoseconds since 1970.
    package var last: Int64
    /// The first line, truncated to 1 KiB.
    package var example: String

    /// The key for comparing two sets of patterns. More lines may widen a template and so change the key: use ``covers(_:)`` for
    /// sets mined from different lines.
    package var shape: String { "\(service)\u{1F}\(level?.rawValue ?? "")\u{1F}\(template)" }

    /// Whether this pattern matches all lines of the other: service and level are equal, and so are the words, except where this
    /// one has `<*>`.
    package func covers(_ other: LinePattern) -> Bool {
        guard service == other.service, level == other.level else { return false }
        if template == other.template { return true }
        let mine = template.utf8.split(separator: 0x20)
        let others = other.template.utf8.split(separator: 0x20)
        guard mine.count == others.count else { return false }
        return zip(mine, others).allSatisfy { $0.elementsEqual("<*>".utf8) || $0.elementsEqual($1) }
    }
}
