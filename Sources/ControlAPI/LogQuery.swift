package import LogAnalysis

package struct LogQuery: Hashable, Sendable, Codable {
    /// The services; empty: all.
    package var services: [String]
    package var filter: LogFilter
    /// The maximum number of newest matching lines to start with; nil: all.
    package var tail: Int?
    /// The maximum number of oldest matching lines, after which the stream ends; nil: all. Cannot be combined with
    /// `tail` or `follow`.
    package var head: Int?
    package var follow: Bool
    /// The number of lines of the same service to include before and after each match; these have ``LogLine/isContext``
    /// set.
    package var context: Int
    package var showsSecrets: Bool
    /// The number of lines that a following reader may lag behind before it skips to the newest lines. The batch then
    /// reports the number of skipped lines. nil: no line is skipped.
    package var maximumLag: Int?

    /// The defaults select all stored lines of every service, without following.
    package init(
        services: [String] = [],
        filter: LogFilter = LogFilter(),
        tail: Int? = nil,
        head: Int? = nil,
        follow: Bool = false,
        context: Int = 0,
        showsSecrets: Bool = false,
        maximumLag: Int? = nil
    ) {
        self.services = services
        self.filter = filter
        self.tail = tail
        self.head = head
        self.follow = follow
        self.context = context
        self.showsSecrets = showsSecrets
        self.maximumLag = maximumLag
    }
}
