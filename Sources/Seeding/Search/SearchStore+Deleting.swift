import Foundations

extension SearchStore {
    /// Documents beyond this number are deleted by firm.
    private static let idLimit = 1000

    /// Deletes documents by id.
    ///
    /// Requests that name documents, of which one has room for few, delete 3,000 a second; a filter deletes 20,000. So if
    /// most of a firm's documents go, all of them do, and the rest is written again.
    /// - Parameter firm: the slug of the firm that all of them belong to; nil if they may belong to several or none.
    func delete(_ ids: [String], from collection: String, firm: String? = nil) async throws {
        let filter = firm.map(SearchSchema.filter)
        guard ids.count > Self.idLimit else {
            return try await client.delete(ids, from: collection, filter: filter)
        }
        var rest = Set(ids)
        let firms = if let firm { [firm] } else { try await firms(of: collection) }
        for firm in firms {
            rest.subtract(try await delete(rest, ofFirm: firm, from: collection))
        }
        try await client.delete(rest.sorted(), from: collection, filter: filter)
    }

    /// Deletes a firm's documents and writes those that stay again, if they are the fewer ones.
    /// - Returns: the ids of the firm's documents; none if nothing was done.
    private func delete(_ ids: Set<String>, ofFirm firm: String, from collection: String) async throws -> [String] {
        let filter = SearchSchema.filter(firm: firm)
        let documents = Self.documents(in: try await client.export(collection, filter: filter))
        let kept = documents.filter { !ids.contains($0.id) }
        let surplus = documents.count - kept.count
        // The filter may match other values, and every document if the collection has no such field.
        guard surplus > max(Self.idLimit, kept.count), documents.allSatisfy({ $0.firm == firm }) else { return [] }
        let (client, lines, count) = (client, kept.map(\.line), documents.count)
        // Neither a cancellation nor a late answer may cost the documents that stay, which no undo folder has.
        let isDone = try await uncancelled {
            let deleted = await attempt {
                try await client.delete(matching: filter, count: count, from: collection)
            }
            // The field is not indexed here, so nothing was deleted.
            if case .failure(let error as SeedingError) = deleted, error.code == .refused { return false }
            try await client.write(lines, to: collection) { _ in }
            try deleted.get()
            return true
        }
        return isDone ? documents.map(\.id) : []
    }

    private func firms(of collection: String) async throws -> [String] {
        let firms = Self.documents(in: try await client.export(collection)).compactMap(\.firm)
        // Other texts would need escapes in a filter.
        return Set(firms).filter { firm in
            firm.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }.sorted()
    }

    private static func documents(in export: [UInt8]) -> [(id: String, firm: String?, line: String)] {
        lines(export).compactMap { line in
            guard let document = JSONValue(parsing: line.utf8), let id = document["id"]?.text else { return nil }
            return (id, document[SearchSchema.firmField]?.text, line)
        }
    }
}
