/// Why files cannot be watched.
package struct FileWatchError: Error, Hashable, Sendable {
    /// A stable name for a kind of failure. Callers match this, never the message.
    package struct Code: Hashable, Sendable {
        private var rawValue: String

        /// The system's limit on watched folders is reached.
        package static let tooManyWatches = Code(rawValue: "too-many-watches")
        /// The system's limit on watchers is reached.
        package static let tooManyWatchers = Code(rawValue: "too-many-watchers")
        /// A folder cannot be read.
        package static let unreadable = Code(rawValue: "unreadable")
    }

    /// What kind of failure it is.
    package var code: Code
    /// What went wrong, for people: in lower case, without a full stop.
    package var message: String
    /// What to do about it; nil where there is nothing to advise.
    package var remedy: String?

    /// An error with a message for people, and a remedy where there is one.
    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
