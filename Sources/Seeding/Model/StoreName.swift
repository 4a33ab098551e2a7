/// A store that holds a share of the seed data.
package enum StoreName: String, CaseIterable, Sendable, Codable {
    /// Rows; what every other store holds is derived from them.
    case postgres
    case redis
    /// Objects, and the KMS keys that their data keys are wrapped with.
    case s3
    case typesense
    case temporal
    /// Holds nothing itself: it says of each document whether it is clean.
    case clamav
}
