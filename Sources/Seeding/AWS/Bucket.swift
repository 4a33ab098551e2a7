/// A bucket with the operations that seeding needs. Each throws ``SeedingError`` if S3 refuses the request.
/// Source: Amazon S3 API Reference.
struct Bucket: Sendable {
    struct Object: Hashable, Sendable {
        var body: [UInt8]
        /// The ``keptHeaders`` and `x-amz-meta-…` headers, keyed by lowercase name.
        var headers: [String: String]
    }

    /// System metadata headers that S3 stores with an object and returns unchanged.
    private static let keptHeaders: Set = [
        "cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires",
        "x-amz-storage-class", "x-amz-website-redirect-location",
    ]

    let name: String
    let client: AWSClient

    /// Creates the bucket if it does not exist.
    func make() async throws {
        let answer = try await client.s3("HEAD", "/\(name)")
        guard !answer.isSuccess else { return }
        guard answer.status == 404 else { throw AWSFailure(s3: answer).asSeedingError("the bucket \(name)") }
        let made = try await client.s3("PUT", "/\(name)", body: Array(location.utf8))
        let failure = AWSFailure(s3: made)
        // Another firm's load may have created it in the meantime.
        guard made.isSuccess || failure.kind == "BucketAlreadyOwnedByYou" else {
            throw failure.asSeedingError("to create the bucket \(name)")
        }
    }

    /// The CreateBucket body. Every region except `us-east-1`, the default, requires a location constraint.
    private var location: String {
        let region = client.endpoint.region
        guard region != "us-east-1" else { return "" }
        return "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<LocationConstraint>\(region)</LocationConstraint></CreateBucketConfiguration>"
    }

    /// Returns all objects below a prefix in S3's order, or none if the bucket does not exist.
    /// - Parameter pageSize: the number of objects per page; S3 allows at most 1000.
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
                throw SeedingError(.garbled, "S3 repeated a continuation token while listing \(name)")
            }
            continuation = listing.continuation
        } while continuation != nil
        return objects
    }

    /// Returns an object, or nil if the key does not exist.
    func get(_ key: String) async throws -> Object? {
        try await read("GET", key)
    }

    /// Returns an object's kept headers without its bytes, or nil if the key does not exist.
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

    /// Stores an object in a single request, replacing any object with the same key.
    func put(_ key: String, _ object: Object) async throws {
        let headers = object.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let answer = try await client.s3("PUT", "/\(name)/\(key)", headers: headers, body: object.body)
        guard answer.isSuccess else { throw AWSFailure(s3: answer).asSeedingError("to store the object \(key)") }
    }

    /// Deletes an object. Ignores an object that no longer exists.
    func delete(_ key: String) async throws {
        let answer = try await client.s3("DELETE", "/\(name)/\(key)")
        guard answer.isSuccess || answer.status == 404 else {
            throw AWSFailure(s3: answer).asSeedingError("to delete the object \(key)")
        }
    }
}
