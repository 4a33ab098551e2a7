/// The right-hand side of a comparison with a field.
struct FieldOperand: Sendable {
    private let text: [UInt8]
    private let number: Double?
    /// In seconds.
    private let duration: Double?

    init(_ value: String) {
        text = Array(value.utf8)
        number = Double(value)
        duration = value.utf8CString.withUnsafeBytes { Self.seconds(Bytes(rebasing: $0.dropLast())) }
    }

    /// Whether the field's value compares to this operand as `sign` requires.
    func holds(_ sign: FieldExpression.Operator, _ token: FieldToken, in line: Bytes) -> Bool {
        if let number, let value = Self.number(token, line) { return Self.holds(sign, value, number) }
        if let duration, let value = Self.seconds(line.part(token.value)) { return Self.holds(sign, value, duration) }
        if token.hasEscapes { return Self.holds(sign, token.text(in: line), String(decoding: text, as: UTF8.self)) }
        let value = line.part(token.value)
        switch sign {
        case .equal: return value.elementsEqual(text)
        case .unequal: return !value.elementsEqual(text)
        case .less: return value.lexicographicallyPrecedes(text)
        case .greater: return text.lexicographicallyPrecedes(value)
        case .lessOrEqual: return !text.lexicographicallyPrecedes(value)
        case .greaterOrEqual: return !value.lexicographicallyPrecedes(text)
        case .matches, .doesNotMatch: return false
        }
    }

    private static func holds<Value: Comparable>(
        _ sign: FieldExpression.Operator,
        _ value: Value,
        _ operand: Value
    ) -> Bool {
        switch sign {
        case .equal: value == operand
        case .unequal: value != operand
        case .less: value < operand
        case .lessOrEqual: value <= operand
        case .greater: value > operand
        case .greaterOrEqual: value >= operand
        case .matches, .doesNotMatch: false
        }
    }

    private static func number(_ token: FieldToken, _ line: Bytes) -> Double? {
        switch token.kind {
        // Many programs quote numbers.
        case .number, .text: token.value.count <= 32 ? Double(line.text(token.value)) : nil
        case .bool, .null, .nested: nil
        }
    }

    /// The seconds of a duration such as `1.5s` or `1h30m`; nil for anything else.
    private static func seconds(_ text: Bytes) -> Double? {
        Quantity(text).flatMap { $0.isDuration ? $0.size : nil }
    }
}
