/// What a made-up value looks like. The raw value is the word in the rules file.
package enum FakeKind: String, CaseIterable, Hashable, Sendable {
    case person
    case company
    case email
    /// A telephone number for fiction: `(nxx) 555-01nn`.
    case phone
    case street
    case city
    case postalCode = "postal_code"
    /// A social security number that was never issued: area 000 or 9nn, group 01 to 49.
    case ssn
    /// An employer's number with a prefix that is not assigned.
    case ein
    /// A taxpayer number: ``ein`` if the original has the form nn-nnnnnnn, else ``ssn``.
    case tin
    /// Words without meaning, about as long as the original.
    case text
    /// A file's name with the original's extension, if that is a common one.
    case fileName = "file_name"
    /// Lowercase words joined by hyphens.
    case slug
    /// The address of a web page under `.example`.
    case url
    /// Twelve letters and digits that identify the original without telling it.
    case hash
}
