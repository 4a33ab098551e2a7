import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A Typesense client that searches with a key scoped to one firm.
struct Typesense: Sendable {
    private static let timeout = TimeAmount.seconds(2)
    private static let bodyLimit = 1 << 20

    /// The URL without a trailing slash.
    private let base: String
    /// The search-only key.
    private let searchKey: String
    private let client: HTTPClient

    /// Fails if TYPESENSE_URL or TYPESENSE_SEARCH_KEY is not set.
    init?(_ environment: [String: String], client: HTTPClient) {
        guard let url = environment["TYPESENSE_URL"], !url.isEmpty,
            let key = environment["TYPESENSE_SEARCH_KEY"], !key.isEmpty
        else { return nil }
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        searchKey = key
        self.client = client
    }

    /// Searches all collections in one request.
    func search(_ words: SearchTerms, firm: String) async throws(Problem) -> SearchResults {
        let collections = SearchCollection.allCases
        let searches = collections.map { collection in
            Search(
                collection: collection.rawValue,
                q: words.text,
                queryBy: collection.fields,
                perPage: SearchCollection.limit
            )
        }
        let answer = try await ask(Body(searches: searches), key: ScopedSearchKey.make(from: searchKey, firm: firm))
        guard answer.results.count == collections.count else {
            throw Problem(message: "\(answer.results.count) results for \(collections.count) searches")
        }
        var findings = SearchResults()
        for (collection, result) in zip(collections, answer.results) {
            if let error = result.error { throw Problem(message: "\(collection.rawValue): \(error)") }
            let documents = (result.hits ?? []).map(\.document)
            findings.add(documents, found: result.found ?? documents.count, in: collection)
        }
        return findings
    }

    private func ask(_ body: Body, key: String) async throws(Problem) -> Answer {
        do {
            var request = HTTPClientRequest(url: base + "/multi_search")
            request.method = .POST
            request.headers.add(name: "X-TYPESENSE-API-KEY", value: key)
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(try JSONCoding.encode(body))
            let response = try await client.execute(request, timeout: Self.timeout)
            let bytes = try await response.body.collect(upTo: Self.bodyLimit)
            if let answer = try? JSONCoding.decode(Answer.self, from: bytes.readableBytesView) { return answer }
            let said = (try? JSONCoding.decode(Refusal.self, from: bytes.readableBytesView))?.message
            throw Problem(message: "HTTP \(response.status.code)" + (said.map { ": \($0)" } ?? " without results"))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(message: error.networkMessage)
        }
    }

    // MARK: Typesense's own JSON

    private struct Body: Encodable {
        var searches: [Search]
    }

    private struct Search: Encodable {
        var collection: String
        var q: String
        var queryBy: String
        var perPage: Int
    }

    private struct Answer: Decodable {
        struct Result: Decodable {
            struct Hit: Decodable {
                var document: SearchDocument
            }

            var found: Int?
            var hits: [Hit]?
            /// The error if this search failed, for example because the collection does not exist.
            var error: String?
        }

        var results: [Result]
    }

    private struct Refusal: Decodable {
        var message: String
    }
}
