import FoundationEssentials

/// A cache entry for an object whose headers match the seed.
struct Verified: Hashable, Sendable, Codable {
    /// Seconds until a modification time is unambiguous. Listings have a resolution of one second, so two changes in
    /// the same second look alike.
    private static let timestampSettlingTime: Double = 2

    /// The data key as wrapped by KMS.
    var wrappedKey: String
    private var contentType: String
    private var entityTag = ""
    /// The last modification time as S3 writes it; empty if it was too recent to detect a later change.
    private var lastModified = ""

    /// Creates an entry for an object that was just written.
    init(_ item: ObjectItem, wrappedKey: String) {
        self.wrappedKey = wrappedKey
        contentType = item.contentType
    }

    /// Creates an entry for a listed object whose headers were read after the listing.
    init(_ listed: ListingReader.Object, _ item: ObjectItem, wrappedKey: String) {
        self.init(item, wrappedKey: wrappedKey)
        guard let time = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(listed.lastModified),
            Date().timeIntervalSince(time) > Self.timestampSettlingTime
        else { return }
        entityTag = listed.entityTag
        lastModified = listed.lastModified
    }

    /// Returns whether a listed object is unchanged since it was verified.
    func covers(_ listed: ListingReader.Object, _ item: ObjectItem) -> Bool {
        !lastModified.isEmpty && lastModified == listed.lastModified && entityTag == listed.entityTag
            && contentType == item.contentType
    }
}
