/// A file behind a row of the documents' table.
struct SeedDocument: Hashable, Sendable {
    var firm: String
    /// As the CSV names it.
    var name: String
    /// Absolute.
    var path: String
    /// Of the plain bytes: 64 hexadecimal digits.
    var sha256: String
    /// In bytes.
    var size: Int
}
