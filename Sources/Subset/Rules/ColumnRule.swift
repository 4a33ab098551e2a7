/// What becomes of the values of a column.
package enum ColumnRule: Hashable, Sendable {
    /// They stay as they are.
    case keep
    /// The listed values stay; every other value becomes the first of them.
    case keepOnly([String])
    /// They become NULL.
    case null
    /// They all become this text.
    case constant(String)
    /// Each becomes a made-up value, the same one wherever it occurs.
    case fake(FakeKind)
    /// The kind depends on the value of another column of the row. A value that is not listed gets the first kind.
    case fakeBy(column: String, kinds: [Choice])
    /// Each is multiplied by a factor of its client between 1 - share and 1 + share.
    case amount(share: Double)
    /// Each moves back by whole weeks: the given number, or a number of its client.
    case date(weeks: Int?)
    /// The loader computes it from the made-up document.
    case document

    package struct Choice: Hashable, Sendable {
        package var value: String
        package var kind: FakeKind

        package init(value: String, kind: FakeKind) {
            self.value = value
            self.kind = kind
        }
    }

    /// Whether no original value may be left anywhere.
    package var isSensitive: Bool {
        switch self {
        case .null, .constant, .fake, .fakeBy, .document: true
        case .keep, .keepOnly, .amount, .date: false
        }
    }

    /// Whether every value of the result is named in the rules file.
    package var isListed: Bool {
        switch self {
        case .keepOnly, .null, .constant: true
        case .keep, .fake, .fakeBy, .amount, .date, .document: false
        }
    }
}
