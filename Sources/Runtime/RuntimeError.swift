/// An error of a runtime.
package struct RuntimeError: Error, Hashable, Sendable {
    /// The kind of failure. Callers match on this, never on the message.
    package struct Code: Hashable, Sendable {
        private var rawValue: String

        /// A program is missing or cannot be executed.
        package static let cannotExecute = Code(rawValue: "cannot-execute")
        /// Installing what a service needs failed.
        package static let installFailed = Code(rawValue: "install-failed")
        /// A folder of the service cannot be created or written to.
        package static let stateUnwritable = Code(rawValue: "state-unwritable")
        /// The system refused a resource.
        package static let systemCall = Code(rawValue: "system-call")
        /// The engine does not respond, so the state of the instance is unknown.
        package static let unreachable = Code(rawValue: "unreachable")
        /// The engine refused the operation.
        package static let refused = Code(rawValue: "refused")
    }

    package var code: Code
    /// What went wrong, for the user: in lower case, without a full stop.
    package var message: String
    /// What the user can do about it; nil if there is nothing to advise.
    package var remedy: String?

    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
