/// A condition on a field of a line, such as `.status>=500`.
///
///     .path.to.field          the line has it
///     !.field                 it has not
///     .field OP value         OP is = == != < <= > >= ~ !~ ; ~ is a regular expression
///
/// A name with other characters than letters, digits, `_` and `-` is written `["a.b"]`; a value with blanks is quoted.
/// Values that are both numbers, or both durations (`1.5s`, `300ms`), are compared as such, others as texts. A line
/// without the field meets none of these but `!.field`, `!=` and `!~`.
package struct FieldExpression: Sendable {
    enum Operator: String, Sendable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case matches = "~"
        case doesNotMatch = "!~"

        /// Whether a line without the field meets it.
        var admitsAbsence: Bool { self == .unequal || self == .doesNotMatch }
    }

    private enum Condition: Sendable {
        case exists
        case isAbsent
        case compares(Operator, FieldOperand)
        case matches(PatternMatcher, isNegated: Bool)
    }

    /// As it was written.
    package let text: String
    private let path: FieldPath
    private let condition: Condition

    /// - Throws: where the text is no such condition, with the place.
    package init(_ text: String) throws(FilterError) {
        self.text = text
        var parser = FieldExpressionParser(text)
        let parsed = try parser.parse()
        path = FieldPath(parsed.names)
        switch parsed.comparison {
        case nil: condition = parsed.isNegated ? .isAbsent : .exists
        case (let sign, let value, let place)?:
            if sign == .matches || sign == .doesNotMatch {
                do throws(FilterError) {
                    condition = .matches(try PatternMatcher(LogPattern(value)), isNegated: sign == .doesNotMatch)
                } catch {
                    throw FilterError(text, at: place + error.offset, error.message, hint: error.hint)
                }
            } else {
                condition = .compares(sign, FieldOperand(value))
            }
        }
    }

    /// A text that every line which meets it contains; nil where there is none.
    var neededText: [UInt8]? {
        switch condition {
        case .exists: path.neededText
        case .isAbsent: nil
        case .compares(let sign, _): sign.admitsAbsence ? nil : path.neededText
        case .matches(_, let isNegated): isNegated ? nil : path.neededText
        }
    }

    /// Whether a line meets it; its colours are passed over.
    package func matches(_ line: UnsafeRawBufferPointer) -> Bool { Uncoloured.with(line, matches(uncoloured:)) }

    private func matches(uncoloured line: Bytes) -> Bool {
        var found = false
        switch condition {
        case .exists: return path.find(in: line) { _ in true }
        case .isAbsent: return !path.find(in: line) { _ in true }
        case .compares(let sign, let operand):
            let holds = path.find(in: line) { token in
                found = true
                return operand.holds(sign, token, in: line)
            }
            return found ? holds : sign.admitsAbsence
        case .matches(let matcher, let isNegated):
            let matches = path.find(in: line) { token in
                found = true
                return !matcher.matches(in: token.text(in: line)).isEmpty
            }
            return found ? matches != isNegated : isNegated
        }
    }
}
