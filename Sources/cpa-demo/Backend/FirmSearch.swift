import Logging

/// Searches a firm's data: by Typesense, and where that cannot answer, by Postgres.
struct FirmSearch: Sendable {
    let firms: FirmReader
    /// nil: not configured.
    let typesense: Typesense?

    func answer(_ words: SearchWords, firm slug: String, _ logger: Logger) async throws(FirmFailure) -> SearchAnswer {
        // Postgres says whether there is such a firm, whoever searches in it.
        let firm = try await firms.within(slug) { $0.firm }
        let note: String
        if let typesense {
            do throws(Typesense.Failure) {
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
    /// Postgres' own full text search.
    fileprivate func search(_ words: SearchWords) throws(PostgresFailure) -> SearchFindings {
        var findings = SearchFindings()
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
        _ words: SearchWords,
        _ engine: Engine,
        _ findings: SearchFindings,
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
