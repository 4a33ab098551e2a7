/// Why a text is not a schedule, or a time zone cannot be used.
package struct ScheduleProblem: Error, Hashable, Sendable {
    /// One sentence without a full stop, starting in lowercase.
    package var message: String
    /// What to do, one sentence without a full stop.
    package var hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
