/// A condition on a field of a line, such as `.status>=500`.
///
///     .path.to.field          the field is present
///     !.field                 the field is absent
///     .field OP value         OP is = == != < <= > >= ~ !~ ; ~ is a regular expression
///
/// A name with characters other than letters, digits, `_` and `-` is written `["a.b"]`. A value may be quoted. Two numbers
/// or two durations (`1.5s`, `300ms`) are compared as such, everything else as text. A line without the field matches only
/// `!.field`, `!=` and `!~`.
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

        /// Whether a line without the field matches.
        var admitsAbsence: Bool { self == .unequal || self == .doesNotMatch }
    }

    private enum Condition: Sendable {
        case exists
        case isAbsent
        case compares(Operator, FieldOperand)
        case matches(PatternMatcher, isNegated: Bool)
    }

    /// The expression as the user wrote it.
    package let text: String
    private let path: FieldPath
    private let condition: Condition

    /// - Throws: a syntax error with its offset.
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

    /// A text that every matching line contains; nil if there is none.
    var neededText: [UInt8]? {
        switch condition {
        case .exists: path.neededText
        case .isAbsent: nil
        case .compares(let sign, _): sign.admitsAbsence ? nil : path.neededText
        case .matches(_, let isNegated): isNegated ? nil : path.neededText
        }
    }

    /// Whether a line matches. Colour sequences in the line are ignored.
    package func matches(_ line: UnsafeRawBufferPointer) -> Bool { ColourStripper.with(line, matches(uncoloured:)) }

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
