import ControlAPI
import Foundations

/// Reads the needed parts of ListObjectsV2 responses. Anything that is not a valid listing is an error, because an
/// overlooked object would be reported as missing or left behind.
/// Source: Amazon S3 API Reference, ListObjectsV2.
struct ListingReader {
    struct Object: Hashable, Sendable {
        var key: String
        /// The entity tag without quotes.
        var entityTag: String
        var size: Int
        /// The time as S3 writes it, in seconds; empty if missing.
        var lastModified = ""
    }

    struct Listing: Hashable, Sendable {
        var objects: [Object] = []
        /// The token for the next page; nil on the last page.
        var continuation: String?
    }

    static func read(_ body: [UInt8]) throws(SeedingError) -> Listing {
        let root: XMLElement
        do { root = try XMLReader.read(body) } catch {
            throw SeedingError(
                .garbled,
                "S3 did not respond with valid XML: \(error.reason) at byte \(error.offset)"
            )
        }
        guard root.name == "ListBucketResult" else {
            throw SeedingError(.garbled, "S3 responded to a listing with <\(root.name)>")
        }
        // With `encoding-type=url` S3 percent-encodes keys, as XML cannot represent every character.
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
                throw SeedingError(.garbled, "S3 truncated a listing without a continuation token")
            }
        default: throw SeedingError(.garbled, "S3 sent a listing without a valid IsTruncated")
        }
        return listing
    }

    private static func object(_ contents: XMLElement, isEncoded: Bool) throws(SeedingError) -> Object {
        guard let text = contents.text(of: "Key"), let tag = contents.text(of: "ETag"),
            let size = contents.text(of: "Size").flatMap({ Int($0) }), size >= 0,
            let key = isEncoded ? PercentEncoding.decode(text.replacing("+", with: " ")) : text
        else { throw SeedingError(.garbled, "S3 listed an object without a valid key, tag or size") }
        return Object(
            key: key,
            entityTag: tag.filter { $0 != "\"" },
            size: size,
            lastModified: contents.text(of: "LastModified") ?? ""
        )
    }
}
