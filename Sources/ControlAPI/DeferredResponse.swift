/// The format of a response that takes the supervisor a while. The status is always 200, newlines keep the connection
/// alive while the work is in progress, and the value or an error follows at the end.
package enum DeferredResponse {
    package static let mediaType = "application/vnd.cpadev.late+json"

    /// The body of a failed request, in place of the value.
    package struct Failure: Hashable, Sendable, Codable {
        package var lateError: ControlError

        package init(_ error: ControlError) { lateError = error }
    }
}
