import Logging

/// Searches a firm's data with Typesense, and falls back to Postgres if that fails.
struct FirmSearch: Sendable {
    let firms: FirmReader
    /// nil if not configured.
    let typesense: Typesense?

    func answer(_ words: SearchTerms, firm slug: String, _ logger: Logger) async throws(FirmFailure) -> SearchAnswer {
        // Postgres decides whether the firm exists, whichever engine searches.
        let firm = try await firms.within(slug) { $0.firm }
        let note: String
        if let typesense {
            do throws(Problem) {
                let findings = try await typesense.search(words, firm: slug)
                return SearchAnswer(firm, words, .typesense, findings)
            } catch {
                note = "Typesense did not answer: \(error.message)"
                logger.warning("search falls back to postgres", metadata: ["error": "\(error.message)"])
            }
        } else {
            note = "TYPESENSE_URL or TYPESENSE_SEARCH_KEY is not set"
        }
        let findings = try await firms.within(slug) { scope throws(PostgresFailure) in try scope.search(words) }
        return SearchAnswer(firm, words, .postgres, findings, note: note)
    }
}

extension FirmScope {
    /// Searches with Postgres full text search.
    fileprivate func search(_ words: SearchTerms) throws(PostgresFailure) -> SearchResults {
        var findings = SearchResults()
        for collection in SearchCollection.allCases {
            let documents = try session.items(SearchDocument.self, collection.query, [words.expression])
            findings.add(documents, found: documents.first?.found ?? 0, in: collection)
        }
        return findings
    }
}

extension SearchAnswer {
    fileprivate init(
        _ firm: Firm.Entry,
        _ words: SearchTerms,
        _ engine: Engine,
        _ findings: SearchResults,
        note: String? = nil
    ) {
        self.init(
            firm: firm,
            query: words.text,
            engine: engine,
            note: note,
            found: findings.found,
            hits: findings.hits
        )
    }
}
