/// The file of a row in the documents table.
struct SeedDocument: Hashable, Sendable {
    var firm: String
    /// The name in the CSV file.
    var name: String
    /// The absolute path.
    var path: String
    /// The hex digest of the plaintext.
    var sha256: String
    var size: Int
}
