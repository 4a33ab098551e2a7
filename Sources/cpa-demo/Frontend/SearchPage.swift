/// The results of a search in a firm's data, with the engine that found them.
struct SearchPage {
    let answer: SearchAnswer

    func html() -> String {
        PageLayout(
            title: "Search in \(answer.firm.name)",
            subtitle: answer.firm.kind,
            trail: [
                (path: "/", name: "All firms"),
                (path: WebPath.of("firms", answer.firm.slug), name: answer.firm.name),
            ],
            content: """
                \(SearchBox(slug: answer.firm.slug, words: answer.query).html)
                \(FirmTab.links(of: answer.firm.slug, current: nil))
                <section aria-labelledby="hits"><h2 id="hits">\(Money.grouped(answer.found)) found for \
                “\(answer.query)”</h2>
                <p class="muted">Answered by <strong id="engine">\(engine)</strong>\(note)</p>
                \(groups)
                </section>
                """
        )
        .html()
    }

    /// Returns the page for an invalid search, with a search box to correct it.
    static func retry(_ words: String, _ message: String, slug: String) -> String {
        let isEmpty = words.allSatisfy(\.isWhitespace)
        return PageLayout.note(
            isEmpty ? "Search" : "Invalid request",
            isEmpty ? "Enter a word to search for." : message,
            more: SearchBox(slug: slug, words: String(words.prefix(200))).html
        )
        .html()
    }

    private var engine: String {
        switch answer.engine {
        case .typesense: "Typesense"
        case .postgres: "Postgres full text search"
        }
    }

    private var note: HTML { answer.note.map { ". \($0)" } ?? "" }

    private var groups: HTML {
        if answer.hits.isEmpty { return "<p class=\"note\">Nothing was found.</p>" }
        // Keep the backend's order.
        var names: [String] = []
        for hit in answer.hits where !names.contains(hit.collection) { names.append(hit.collection) }
        let groups: [HTML] = names.map { name in
            let hits: [HTML] = answer.hits.filter { $0.collection == name }.map { hit in
                "<li class=\"card\"><h4>\(hit.title)</h4><p class=\"muted\">\(hit.detail)</p></li>"
            }
            return "<h3 class=\"group\">\(name)</h3><ul class=\"cards\">\(HTML(hits))</ul>"
        }
        return HTML(groups)
    }
}
