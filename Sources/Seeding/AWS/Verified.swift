import FoundationEssentials

/// What is known of an object whose headers are the seed's.
struct Verified: Hashable, Sendable, Codable {
    /// A listing tells changes by the second: two within one cannot be told apart.
    private static let settlingTime: Double = 2

    /// The data key as KMS wrapped it.
    var wrappedKey: String
    private var contentType: String
    private var entityTag = ""
    /// When the object was changed last, as S3 writes it; empty while that was too short ago to tell of another change.
    private var lastModified = ""

    /// An object that was just written.
    init(_ item: ObjectItem, wrappedKey: String) {
        self.wrappedKey = wrappedKey
        contentType = item.contentType
    }

    /// An object that was listed, and whose headers were read after that.
    init(_ listed: ListingReader.Object, _ item: ObjectItem, wrappedKey: String) {
        self.init(item, wrappedKey: wrappedKey)
        guard let time = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(listed.lastModified),
            Date().timeIntervalSince(time) > Self.settlingTime
        else { return }
        entityTag = listed.entityTag
        lastModified = listed.lastModified
    }

    /// Whether a listed object is the one of which this is known.
    func covers(_ listed: ListingReader.Object, _ item: ObjectItem) -> Bool {
        !lastModified.isEmpty && lastModified == listed.lastModified && entityTag == listed.entityTag
            && contentType == item.contentType
    }
}
