import Diagnostics

/// An error of a runtime.
package struct RuntimeError: ConvertedFailure {
    package enum Code: Sendable {
        /// A program is missing or cannot be executed.
        case cannotExecute
        /// Installing what a service needs failed.
        case installFailed
        /// A folder of the service cannot be created or written to.
        case stateUnwritable
        /// The system refused a resource.
        case systemCall
        /// The engine does not respond, so the state of the instance is unknown.
        case unreachable
        /// The engine refused the operation.
        case refused
    }

    package var code: Code
    package var message: String
    package var remedy: String?

    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
