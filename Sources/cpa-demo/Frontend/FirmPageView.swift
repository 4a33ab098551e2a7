/// A firm's page with a search box, the section tabs and the rows of one section.
struct FirmPageView<Item: Codable & Sendable> {
    let tab: FirmTab
    let page: FirmPage<Item>
    let table: DataTable<Item>

    func html() -> String {
        PageLayout(
            title: page.firm.name,
            subtitle: page.firm.kind,
            trail: [(path: "/", name: "All firms")],
            content: """
                \(page.firm.figures.html)
                \(SearchBox(slug: page.firm.slug).html)
                \(FirmTab.links(of: page.firm.slug, current: tab))
                <section aria-labelledby="rows"><h2 id="rows">\(tab.title)</h2>
                \(table.filter(slug: page.firm.slug, tab: tab, query: page.query))
                \(rows)
                \(pager)
                </section>
                """
        )
        .html()
    }

    private var rows: HTML {
        if isBeyondTheEnd {
            return "<p class=\"note\">There is no page \(page.page). \(link(page.pages, "Last page", "last"))</p>"
        }
        if page.items.isEmpty { return "<p class=\"note\">None\(page.query.map { " for “\($0)”" } ?? "").</p>" }
        return table.html(page.items, caption: "\(tab.title) of \(page.firm.name)")
    }

    var isBeyondTheEnd: Bool { page.page > page.pages }

    private func link(_ number: Int, _ text: HTML, _ relation: String) -> HTML {
        guard (1...page.pages).contains(number) else { return "" }
        let query = [("page", String(number)), ("q", page.query)]
        let path = WebPath.of("firms", page.firm.slug, tab.rawValue, query: query)
        return "<a rel=\"\(relation)\" href=\"\(path)\">\(text)</a>"
    }

    private var pager: HTML {
        if isBeyondTheEnd { return "" }
        return """
            <nav class="pager" aria-label="Pages">\(link(page.page - 1, "← Previous", "prev"))
            <span class="muted">Page \(page.page) of \(page.pages) · \(Money.grouped(page.total)) in all</span>
            \(link(page.page + 1, "Next →", "next"))</nav>
            """
    }
}
