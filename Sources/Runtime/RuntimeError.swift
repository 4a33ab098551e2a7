/// What a runtime throws.
package struct RuntimeError: Error, Hashable, Sendable {
    /// A stable name for a kind of failure. Callers match this, never the message.
    package struct Code: Hashable, Sendable {
        private var rawValue: String

        /// A program is absent or cannot be executed.
        package static let cannotExecute = Code(rawValue: "cannot-execute")
        /// Fetching what a service needs failed.
        package static let installFailed = Code(rawValue: "install-failed")
        /// A folder of the service cannot be made or written.
        package static let stateUnwritable = Code(rawValue: "state-unwritable")
        /// The system refused a resource.
        package static let systemCall = Code(rawValue: "system-call")
        /// The engine does not answer, so nothing is known of the instance.
        package static let unreachable = Code(rawValue: "unreachable")
        /// The engine refused what it was asked for.
        package static let refused = Code(rawValue: "refused")
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
