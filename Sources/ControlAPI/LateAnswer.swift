/// An answer that took the supervisor a while. Its head says that all is well, empty lines show that work goes on, and
/// only then comes the value, or what went wrong.
package enum LateAnswer {
    /// The type of its body.
    package static let mediaType = "application/vnd.cpadev.late+json"

    /// What stands in place of the value where there is none.
    package struct Failure: Hashable, Sendable, Codable {
        /// What went wrong.
        package var lateError: ControlError

        /// The failure of a request whose head is sent already.
        package init(_ error: ControlError) { lateError = error }
    }
}
