import Diagnostics

/// An error from watching files.
package struct FileWatchError: Failure {
    package enum Code: Sendable {
        /// The system limit on watched folders has been reached.
        case tooManyWatches
        /// The system limit on inotify instances has been reached.
        case tooManyWatchers
        /// A folder cannot be read.
        case unreadable
    }

    package var code: Code
    package var message: String
    package var remedy: String?

    init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
