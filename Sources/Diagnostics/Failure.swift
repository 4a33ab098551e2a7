/// An error that a user reads. Each module has a type of its own with its own codes, and all have this shape.
package protocol Failure: Error, Hashable, Sendable, CustomStringConvertible {
    associatedtype Code: Hashable, Sendable

    /// The kind of failure. Callers match on this, never on the message.
    var code: Code { get }
    /// What happened, to what and where: in lower case, without a full stop. It may have several lines.
    var message: String { get }
    /// What the user can do about it; nil if there is nothing to advise.
    var remedy: String? { get }
    /// The problems in files that caused it; empty by default.
    var diagnostics: [Diagnostic] { get }
}

extension Failure {
    package var description: String { message }
    package var diagnostics: [Diagnostic] { [] }
}

/// A failure into which those of other modules are converted.
package protocol ConvertedFailure: Failure {
    init(_ code: Code, _ message: String, remedy: String?)
}

extension ConvertedFailure {
    /// Converts a failure of another module. Its message and its remedy stay.
    ///
    /// - Parameter subject: the operation that failed; precedes the message.
    package init(_ failure: some Failure, as code: Code, _ subject: String? = nil) {
        self.init(code, subject.map { "\($0): \(failure.message)" } ?? failure.message, remedy: failure.remedy)
    }
}
