/// An error from watching files.
package struct FileWatchError: Error, Hashable, Sendable {
    /// The kind of failure. Callers should match this and not the message.
    package struct Code: Hashable, Sendable {
        private var rawValue: String

        /// The system limit on watched folders has been reached.
        package static let tooManyWatches = Code(rawValue: "too-many-watches")
        /// The system limit on inotify instances has been reached.
        package static let tooManyWatchers = Code(rawValue: "too-many-watchers")
        /// A folder cannot be read.
        package static let unreadable = Code(rawValue: "unreadable")
    }

    package var code: Code
    /// The message for display: in lower case, without a full stop.
    package var message: String
    /// What the user can do about it.
    package var remedy: String?

    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
