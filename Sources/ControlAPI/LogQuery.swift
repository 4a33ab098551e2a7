package import LogAnalysis

/// Which lines of which logs are wanted.
package struct LogQuery: Hashable, Sendable, Codable {
    /// Empty: every service.
    package var services: [String]
    /// Conditions that each line meets.
    package var filter: LogFilter
    /// At most this many of the newest lines there are that meet them; nil: all.
    package var tail: Int?
    /// At most this many of the oldest that meet them, and then the end; nil: all. Not together with `tail` or `follow`.
    package var head: Int?
    /// Whether to go on with what is written from now on.
    package var follow: Bool
    /// So many lines before and after each that meets the filter, of the same service; they have ``LogLine/isContext``.
    package var context: Int
    /// Whether the values of secrets are shown as they are.
    package var showsSecrets: Bool
    /// A reader that follows and is further behind than so many lines goes on with the newest of them, and is told how
    /// many it missed; nil: it gets every line, however late.
    package var maximumLag: Int?

    /// All lines there are of every service, and then the end, unless said otherwise.
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
