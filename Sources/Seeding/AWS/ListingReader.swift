import ControlAPI

/// Reads what S3 answers to ListObjectsV2. Only what is needed of it, and strictly: what is no such listing is an error,
/// since an object that was overlooked would be taken for missing, or left behind.
/// Source: Amazon S3 API Reference, ListObjectsV2.
struct ListingReader {
    struct Object: Hashable, Sendable {
        var key: String
        /// Without its quotes.
        var entityTag: String
        /// In bytes.
        var size: Int
        /// As S3 writes it, by the second; empty where it does not say.
        var lastModified = ""
    }

    struct Listing: Hashable, Sendable {
        var objects: [Object] = []
        /// Where the listing goes on; nil at its end.
        var continuation: String?
    }

    static func read(_ body: [UInt8]) throws(SeedingError) -> Listing {
        let root: XMLElement
        do { root = try XMLReader.read(body) } catch {
            throw SeedingError(
                .garbled,
                "S3 answered with something other than XML: \(error.reason) at byte \(error.offset)"
            )
        }
        guard root.name == "ListBucketResult" else {
            throw SeedingError(.garbled, "S3 answered a listing with <\(root.name)>")
        }
        // Keys with characters that XML cannot hold are listed percent-encoded, if asked for so.
        let isEncoded = root.text(of: "EncodingType") == "url"
        var listing = Listing()
        for contents in root.children where contents.name == "Contents" {
            listing.objects.append(try object(contents, isEncoded: isEncoded))
        }
        switch root.text(of: "IsTruncated") {
        case "false": break
        case "true":
            listing.continuation = root.text(of: "NextContinuationToken")
            guard listing.continuation?.isEmpty == false else {
                throw SeedingError(.garbled, "S3 cut a listing short and does not say where to continue")
            }
        default: throw SeedingError(.garbled, "S3 does not say whether a listing is complete")
        }
        return listing
    }

    private static func object(_ contents: XMLElement, isEncoded: Bool) throws(SeedingError) -> Object {
        guard let text = contents.text(of: "Key"), let tag = contents.text(of: "ETag"),
            let size = contents.text(of: "Size").flatMap({ Int($0) }), size >= 0,
            let key = isEncoded ? PercentEncoding.decode(text.replacing("+", with: " ")) : text
        else { throw SeedingError(.garbled, "S3 lists an object without key, tag or size") }
        return Object(
            key: key,
            entityTag: tag.filter { $0 != "\"" },
            size: size,
            lastModified: contents.text(of: "LastModified") ?? ""
        )
    }
}
