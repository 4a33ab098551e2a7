import Testing

@testable import cpa_demo

@Suite struct PageTests {
    private static let figures = Firm.Figures(
        clients: 1204,
        engagements: 3,
        openInvoices: 2,
        openCents: 123_456,
        documents: 30,
        infected: 1
    )
    private static let firm = Firm(
        Firm.Entry(id: "1", slug: "granite", name: "Granite", kind: "assurance firm"),
        figures
    )

    @Test func theFirstPageShowsEachFirmWithItsFigures() {
        let page = StackPage(
            backendURL: "http://backend",
            health: .success(HealthReport(stores: [:])),
            firms: .success(.yes(FirmList(firms: [Self.firm])))
        )
        .html()
        #expect(page.contains("<a href=\"/firms/granite\">Granite</a>"))
        for text in ["1,204", "$1,234.56", "<dd class=\"bad\">1</dd>"] { #expect(page.contains(text)) }
    }

    @Test func aStackThatIsNotSeededSaysSo() {
        let page = StackPage(
            backendURL: "http://backend",
            health: .success(HealthReport(stores: [:])),
            firms: .success(.no(note: "nothing yet"))
        )
        .html()
        #expect(page.contains("nothing yet"))
    }

    @Test func anInfectedDocumentHasABadgeInWords() {
        let document = Document(
            id: "1",
            fileName: "a.txt",
            contentType: "text/plain",
            byteSize: 68,
            scanState: .infected,
            uploadedAt: "2026-03-10T17:37:20+00:00",
            clientNumber: "C-1",
            clientName: "Ada"
        )
        let page = FirmPage(firm: Self.firm, page: 1, pages: 1, total: 1, query: nil, items: [document])
        let html = FirmPageView(tab: .documents, page: page, table: .documents(of: "granite")).html()
        #expect(html.contains("✗ infected"))
        #expect(html.contains("<td class=\"short\">2026-03-10</td>"))
        #expect(html.contains("<a href=\"/firms/granite/documents\" aria-current=\"page\">Documents</a>"))
    }

    @Test func thePagerKeepsTheWordsAndStopsAtTheEnds() {
        func html(_ number: Int) -> String {
            let page = FirmPage<Client>(
                firm: Self.firm,
                page: number,
                pages: 3,
                total: 60,
                query: "a b",
                items: []
            )
            return FirmPageView(tab: .clients, page: page, table: .clients).html()
        }
        #expect(html(2).contains("href=\"/firms/granite/clients?page=1&amp;q=a%20b\""))
        #expect(html(2).contains("href=\"/firms/granite/clients?page=3&amp;q=a%20b\""))
        #expect(!html(1).contains("rel=\"prev\""))
        #expect(!html(3).contains("rel=\"next\""))
    }

    @Test func aPageBeyondTheEndLeadsToTheLastOne() {
        let page = FirmPage<Client>(firm: Self.firm, page: 999, pages: 2, total: 25, query: nil, items: [])
        let html = FirmPageView(tab: .clients, page: page, table: .clients).html()
        #expect(html.contains("There is no page 999."))
        #expect(html.contains("href=\"/firms/granite/clients?page=2\""))
        #expect(!html.contains("Page 999 of 2"))
    }

    @Test func theFirstPageIsNamedOnce() {
        let page = PageLayout(title: PageLayout.platform, subtitle: "", content: "").html()
        #expect(page.contains("<title>CPA platform</title>"))
        #expect(PageLayout.note("Search", "").html().contains("<title>Search · CPA platform</title>"))
    }

    @Test(arguments: [("", "Enter a word"), ("  ", "Enter a word"), (String(repeating: "a", count: 5000), "too long")])
    func wordsThatCannotBeLookedForStayInTheBox(words: String, message: String) {
        let html = SearchPage.retry(words, "q is too long", slug: "granite")
        #expect(html.contains(message))
        #expect(html.contains("action=\"/firms/granite/search\""))
        #expect(html.contains("value=\"\(words.prefix(200))\""))
    }

    @Test func partsOfAPathCannotEndThem() {
        let path = WebPath.of("a/b", "ü ?#", query: [("q", "x&y=z"), ("page", nil)])
        #expect(path == "/a%2Fb/%C3%BC%20%3F%23?q=x%26y%3Dz")
    }
}
