/// The body of an upload.
struct UploadRequest: Decodable, Sendable {
    enum Encoding: String, Decodable, Sendable {
        case text
        case base64
    }

    /// A firm's slug.
    var firm: String
    /// A file name.
    var name: String
    var content: String
    /// How ``content`` is encoded; nil for text.
    var encoding: Encoding?
}

/// The response to an upload.
struct UploadAnswer: Codable, Sendable {
    var firm: Firm.Entry
    var name: String
    var byteSize: Int
    /// The hex SHA-256 of the content.
    var sha256: String
}
