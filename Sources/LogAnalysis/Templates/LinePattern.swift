/// Lines of one shape.
package struct LinePattern: Sendable, Hashable, Codable {
    /// The service that wrote them.
    package var service: String
    /// How bad they are; nil where they do not say.
    package var level: LogLevel?
    /// Their shape: `<n>` and its like stand for what varies in a known way, `<*>` for what varies otherwise.
    package var template: String
    /// How many there are.
    package var count: Int
    /// When the first arrived: nanoseconds since 1970.
    package var first: Int64
    /// When the last arrived: nanoseconds since 1970.
    package var last: Int64
    /// The first of them, at most 1 KiB of it.
    package var example: String

    /// The key by which two sets of patterns are compared. It stays the same as long as the template does; a template may
    /// become wider with more lines, so ask ``covers(_:)`` where sets were made from different lines.
    package var shape: String { "\(service)\u{1F}\(level?.rawValue ?? "")\u{1F}\(template)" }

    /// Whether lines of the other pattern are lines of this one: the same service and level, and the same words but where
    /// this one has `<*>`.
    package func covers(_ other: LinePattern) -> Bool {
        guard service == other.service, level == other.level else { return false }
        if template == other.template { return true }
        let mine = template.utf8.split(separator: 0x20)
        let others = other.template.utf8.split(separator: 0x20)
        guard mine.count == others.count else { return false }
        return zip(mine, others).allSatisfy { $0.elementsEqual("<*>".utf8) || $0.elementsEqual($1) }
    }
}
