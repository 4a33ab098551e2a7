/// Reads what S3 answers to ListObjectsV2. Only what is needed of it, and strictly: text that is no such listing is an
/// error. Source: Amazon S3 API Reference, ListObjectsV2.
struct ListingReader {
    struct Object: Hashable, Sendable {
        var key: String
        /// Without its quotes.
        var entityTag: String
        var size: Int
    }

    struct Listing: Hashable, Sendable {
        var objects: [Object] = []
        /// Where the listing goes on; nil at its end.
        var continuation: String?
    }

    static func read(_ text: String) throws(SeedingError) -> Listing {
        guard let root = element("ListBucketResult", in: text[...]) else {
            throw SeedingError(.garbled, "S3 answered a listing with something else")
        }
        var listing = Listing()
        var rest = root
        while let contents = element("Contents", in: rest) {
            guard let key = element("Key", in: contents), let tag = element("ETag", in: contents),
                let size = element("Size", in: contents).flatMap({ Int($0) })
            else { throw SeedingError(.garbled, "S3 lists an object without key, tag or size") }
            let plainTag = unescaped(tag).filter { $0 != "\"" }
            listing.objects.append(Object(key: unescaped(key), entityTag: plainTag, size: size))
            rest = rest[contents.endIndex...]
        }
        if element("IsTruncated", in: root) == "true" {
            listing.continuation = element("NextContinuationToken", in: root).map(unescaped)
        }
        return listing
    }

    /// The content of the first element of a name.
    private static func element(_ name: String, in text: Substring) -> Substring? {
        guard let open = text.firstRange(of: "<\(name)"), let start = text[open.upperBound...].firstIndex(of: ">"),
            let end = text[start...].firstRange(of: "</\(name)>")
        else { return nil }
        return text[text.index(after: start)..<end.lowerBound]
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        var result = ""
        var rest = text
        while let mark = rest.firstIndex(of: "&"), let end = rest[mark...].firstIndex(of: ";") {
            result += rest[..<mark]
            let name = rest[rest.index(after: mark)..<end]
            switch name {
            case "amp": result += "&"
            case "lt": result += "<"
            case "gt": result += ">"
            case "quot": result += "\""
            case "apos": result += "'"
            case _ where name.hasPrefix("#x"):
                if let scalar = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init) {
                    result.unicodeScalars.append(scalar)
                }
            case _ where name.hasPrefix("#"):
                if let scalar = UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init) {
                    result.unicodeScalars.append(scalar)
                }
            default: result += rest[mark...end]
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
