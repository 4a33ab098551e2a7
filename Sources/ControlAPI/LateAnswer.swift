/// An answer that took the supervisor a while. Its head says that all is well, empty lines show that work goes on, and
/// only then comes the value, or what went wrong.
public enum LateAnswer {
    /// The type of its body.
    public static let mediaType = "application/vnd.cpadev.late+json"

    /// What stands in place of the value where there is none.
    public struct Failure: Hashable, Sendable, Codable {
        /// What went wrong.
        public var lateError: ControlError

        /// The failure of a request whose head is sent already.
        public init(_ error: ControlError) { lateError = error }
    }
}
