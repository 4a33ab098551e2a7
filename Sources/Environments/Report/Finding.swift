/// The result of a check.
package enum Finding<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The environment has nothing of this kind, or nothing says how to find it.
    case notChecked
    case found(Value)
    case failed(CheckProblem)

    /// What was found; nil if nothing was.
    package var value: Value? {
        if case .found(let value) = self { value } else { nil }
    }

    package var problem: CheckProblem? {
        if case .failed(let problem) = self { problem } else { nil }
    }
}

/// Why a check could not be made.
package struct CheckProblem: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// The server or the program did not answer.
        case unreachable
        /// It did not answer in time.
        case late
        /// The answer is not what it should be.
        case garbled
        /// The database's role can write, or the server refused.
        case refused
        /// What the check needs is missing here, such as a variable, a program or a checkout.
        case missing
    }

    package var code: Code
    /// In lower case, without a full stop. Contains no secret.
    package var reason: String
    /// What the user can do about it; it may have several lines.
    package var remedy: String?

    package init(_ code: Code, _ reason: String, remedy: String? = nil) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }
}
