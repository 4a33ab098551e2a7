/// The start page with the firms and the health of the stores, as reported by the backend.
struct StackPage {
    let backendURL: String
    let health: Result<HealthReport, BackendClient.Failure>
    let firms: Result<Seeded<FirmList>, BackendClient.Failure>

    /// The display order. Other stores follow, sorted by name.
    private static let storeOrder = ["postgres", "redis", "temporal", "typesense", "localstack", "clamav"]

    func html() -> String {
        PageLayout(
            title: PageLayout.platform,
            subtitle: "The contents of the stack's stores, as reported by the backend at \(backendURL)",
            aside: summary,
            content: """
                <section aria-labelledby="firms"><h2 id="firms">Firms</h2>\(firmCards)</section>
                <section aria-labelledby="stores"><h2 id="stores">Stores</h2>\(stores)</section>
                """
        )
        .html()
    }

    private var summary: HTML {
        switch health {
        case .failure: "<p class=\"badge down\">✗ backend down</p>"
        case .success(let report):
            switch report.status {
            case .ok: "<p class=\"badge up\">● all healthy</p>"
            case .degraded: "<p class=\"badge part\">! degraded</p>"
            }
        }
    }

    // MARK: Firms

    private var firmCards: HTML {
        switch firms {
        case .failure(let failure):
            return "<p class=\"note\">Firms cannot be read: \(failure.message)</p>"
        case .success(.no(let note)):
            return "<p class=\"note\">\(note)</p>"
        case .success(.yes(let list)) where list.firms.isEmpty:
            return "<p class=\"note\">There are no firms: the table is empty.</p>"
        case .success(.yes(let list)):
            return "<ul class=\"cards firms\">\(HTML(list.firms.map(card)))</ul>"
        }
    }

    private func card(_ firm: Firm) -> HTML {
        """
        <li class="card"><h3><a href="\(WebPath.of("firms", firm.slug))">\(firm.name)</a></h3>
        <p class="muted">\(firm.kind)</p>
        \(firm.figures.html)</li>
        """
    }

    // MARK: Stores

    private var stores: HTML {
        switch health {
        case .failure(let failure):
            return """
                <div class="note down" role="alert"><strong>The backend does not answer.</strong>
                <span>\(failure.message)</span></div>
                """
        case .success(let report):
            let rest = report.stores.keys.filter { !Self.storeOrder.contains($0) }.sorted()
            let cards: [HTML] = (Self.storeOrder + rest).compactMap { name in
                report.stores[name].map { card(name, $0) }
            }
            return "<ul class=\"cards\">\(HTML(cards))</ul>"
        }
    }

    private func card(_ name: String, _ store: HealthReport.Store) -> HTML {
        switch store.status {
        case .up:
            """
            <li class="card up"><h3>● \(name)</h3><p>\(store.detail)</p>\
            <p class="muted">up · \(store.latencyMs.description) ms</p></li>
            """
        case .down: "<li class=\"card down\"><h3>✗ \(name)</h3><p>\(store.detail)</p><p class=\"muted\">down</p></li>"
        }
    }
}
