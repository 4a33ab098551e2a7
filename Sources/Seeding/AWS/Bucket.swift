/// A bucket, and the calls that the seed needs of it. Every one throws ``SeedingError`` where S3 refuses.
/// Source: Amazon S3 API Reference.
struct Bucket: Sendable {
    /// An object with what S3 keeps beside its bytes.
    struct Object: Hashable, Sendable {
        var body: [UInt8]
        /// ``keptHeaders`` and `x-amz-meta-…`, by their names in lower case.
        var headers: [String: String]
    }

    /// What an object is sent with again as it was stored with.
    private static let keptHeaders: Set = [
        "cache-control", "content-disposition", "content-encoding", "content-language", "content-type",
    ]

    let name: String
    let client: AWSClient

    /// Makes the bucket where there is none.
    func make() async throws {
        let answer = try await client.s3("HEAD", "/\(name)")
        guard !answer.isSuccess else { return }
        guard answer.status == 404 else { throw AWSFailure(s3: answer).asSeedingError("the bucket \(name)") }
        let made = try await client.s3("PUT", "/\(name)", body: Array(location.utf8))
        let failure = AWSFailure(s3: made)
        // Another firm's load may have been faster.
        guard made.isSuccess || failure.kind == "BucketAlreadyOwnedByYou" else {
            throw failure.asSeedingError("to make the bucket \(name)")
        }
    }

    /// What CreateBucket must say everywhere but in the region that was there first.
    private var location: String {
        let region = client.endpoint.region
        guard region != "us-east-1" else { return "" }
        return "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<LocationConstraint>\(region)</LocationConstraint></CreateBucketConfiguration>"
    }

    /// All objects whose keys begin with the prefix, in S3's order; none where there is no bucket.
    /// - Parameter pageSize: how many S3 lists at a time; it has no more than 1000.
    func list(prefix: String, pageSize: Int = 1000) async throws -> [ListingReader.Object] {
        var objects: [ListingReader.Object] = []
        var continuation: String?
        repeat {
            var query = [
                ("list-type", "2"), ("prefix", prefix), ("max-keys", String(pageSize)), ("encoding-type", "url"),
            ]
            if let continuation { query.append(("continuation-token", continuation)) }
            let answer = try await client.s3("GET", "/\(name)", query: query)
            guard answer.isSuccess else {
                let failure = AWSFailure(s3: answer)
                if failure.kind == "NoSuchBucket" { return [] }
                throw failure.asSeedingError("to list the bucket \(name)")
            }
            let listing = try ListingReader.read(answer.body)
            objects += listing.objects
            guard listing.continuation == nil || listing.continuation != continuation else {
                throw SeedingError(.garbled, "S3's listing of \(name) goes round in a circle")
            }
            continuation = listing.continuation
        } while continuation != nil
        return objects
    }

    /// An object; nil where there is none of that key.
    func get(_ key: String) async throws -> Object? {
        try await read("GET", key)
    }

    /// What belongs to an object, without its bytes; nil where there is none of that key.
    func headers(of key: String) async throws -> [String: String]? {
        try await read("HEAD", key)?.headers
    }

    private func read(_ method: String, _ key: String) async throws -> Object? {
        let answer = try await client.s3(method, "/\(name)/\(key)")
        if answer.status == 404 { return nil }
        guard answer.isSuccess else { throw AWSFailure(s3: answer).asSeedingError("the object \(key)") }
        let headers = answer.headers.map { (name: $0.name.lowercased(), value: $0.value) }
            .filter { Self.keptHeaders.contains($0.name) || $0.name.hasPrefix("x-amz-meta-") }
        return Object(
            body: answer.body,
            headers: Dictionary(headers.map { ($0.name, $0.value) }) { first, second in "\(first),\(second)" }
        )
    }

    /// Stores an object in one piece, in the place of what has its key.
    func put(_ key: String, _ object: Object) async throws {
        let headers = object.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let answer = try await client.s3("PUT", "/\(name)/\(key)", headers: headers, body: object.body)
        guard answer.isSuccess else { throw AWSFailure(s3: answer).asSeedingError("to store the object \(key)") }
    }

    /// Removes an object; one that is gone already is none the worse.
    func delete(_ key: String) async throws {
        let answer = try await client.s3("DELETE", "/\(name)/\(key)")
        guard answer.isSuccess || answer.status == 404 else {
            throw AWSFailure(s3: answer).asSeedingError("to delete the object \(key)")
        }
    }
}
