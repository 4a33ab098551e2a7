import ComposeModel
import Diagnostics
import Schedules
import YAMLTree

extension ScalarShape.Format {
    /// A problem with a value. The message follows the path, as in "'interval' of service 'api'" + message.
    struct Problem {
        var code: Diagnostic.Code
        var message: String
        var hint: String?
        /// The valid names, for a "did you mean" hint.
        var near: [String]?
    }

    /// Returns the problem with a value; nil if it is valid.
    func problem(with scalar: Scalar) -> Problem? {
        let text = scalar.text
        switch self {
        case .any, .fileMode, .modeNumber: return nil
        case .deviceCount:
            if scalar.integer.map({ $0 >= -1 }) ?? (text.lowercased() == "all") { return nil }
            return Problem(
                code: "bad-number",
                message: "is not a device count: \(text.quoted)",
                hint: "write a number, or 'all'"
            )
        case .duration:
            if DurationText.parse(text) != nil { return nil }
            let hint = scalar.integer != nil ? "give a unit: '\(text.prefix(40))s'" : "write it like '1m30s' or '500ms'"
            return Problem(code: "bad-duration", message: "is not a duration: \(text.quoted)", hint: hint)
        case .byteSizeOrUnlimited where scalar.integer == -1: return nil
        case .pullPolicy:
            if PullPolicyText.parse(text) != nil { return nil }
            return unknown(text, PullPolicyText.names)
        case .microseconds:
            if scalar.integer != nil || DurationText.parse(text) != nil { return nil }
            let hint = "write a number of microseconds, or a duration like '95ms'"
            return Problem(code: "bad-duration", message: "is not a duration: \(text.quoted)", hint: hint)
        case .byteSize, .byteSizeOrUnlimited:
            if ByteSizeText.parse(text) != nil { return nil }
            let hint = "write it like '512m' or '2gb'"
            return Problem(code: "bad-size", message: "is not a size in bytes: \(text.quoted)", hint: hint)
        case .port:
            if let number = scalar.integer, (1...65535).contains(number) { return nil }
            return Problem(code: "bad-port", message: "is not a port from 1 to 65535: \(text.quoted)")
        case .natural:
            if let number = scalar.integer, (0...Int64(Int32.max)).contains(number) { return nil }
            return Problem(code: "bad-number", message: "must not be negative: \(text.quoted)")
        case .number:
            if let number = scalar.number, number >= 0, number.isFinite { return nil }
            return Problem(code: "bad-number", message: "is not a number of processors: \(text.quoted)")
        case .restart:
            if text.isEmpty || RestartText.parse(text) != nil { return nil }
            return unknown(text, RestartText.names)
        case .signal:
            if text.isEmpty || Signal(text) != nil { return nil }
            return Problem(code: "unknown-value", message: "is not a signal: \(text.quoted)", near: Signal.allNames)
        case .schedule:
            do throws(ScheduleProblem) { _ = try Schedule(text) } catch {
                return Problem(code: "bad-schedule", message: "is wrong: \(error.message)", hint: error.hint)
            }
            return nil
        case .choice(let values):
            return values.contains(text) ? nil : unknown(text, values)
        case .choiceOrEmpty(let values):
            return text.isEmpty || values.contains(text) ? nil : unknown(text, values)
        }
    }

    private func unknown(_ text: String, _ values: [String]) -> Problem {
        let list = values.map { "'\($0)'" }.joined(separator: ", ")
        let message = values.count == 1 ? "must be \(list)" : "must be one of \(list)"
        return Problem(code: "unknown-value", message: "\(message), not \(text.quoted)", near: values)
    }
}
