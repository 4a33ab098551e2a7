/// A store that holds a share of the seed data.
package enum StoreName: String, CaseIterable, Sendable, Codable {
    /// Rows, from which the contents of all other stores are derived.
    case postgres
    case redis
    /// Objects, and the KMS keys that wrap their data keys.
    case s3
    case typesense
    case temporal
    /// The virus scanner. It holds no data but decides whether each document is clean.
    case clamav
}
