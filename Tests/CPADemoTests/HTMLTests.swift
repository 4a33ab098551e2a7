import Testing

@testable import cpa_demo

@Suite struct HTMLTests {
    private static let attack = "<script>alert(\"1\" & '2')</script>"

    @Test func textIsEscaped() {
        #expect(HTML.escaped(Self.attack) == "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;")
    }

    @Test func whatMarkupCannotHaveIsReplaced() {
        #expect(HTML.escaped("a\u{0}b\u{1B}c\u{85}d\te\n") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\te\n")
    }

    @Test func interpolatedTextIsEscapedAndInterpolatedMarkupIsNot() {
        let inner: HTML = "<b>\("a & b")</b>"
        let outer: HTML = "<p title=\"\("\" onclick=\"")\">\(inner) \(7)</p>"
        #expect(outer.markup == "<p title=\"&quot; onclick=&quot;\"><b>a &amp; b</b> 7</p>")
    }

    @Test func aFirmsTextsAreEscapedOnItsPages() {
        let figures = Firm.Figures(clients: 1, engagements: 0, openInvoices: 0, openCents: 0, documents: 0, infected: 0)
        let entry = Firm.Entry(id: "1", slug: "a\"b", name: Self.attack, kind: Self.attack)
        let client = Client(
            id: "1",
            number: Self.attack,
            name: Self.attack,
            kind: Self.attack,
            status: Self.attack,
            email: Self.attack,
            city: Self.attack,
            state: Self.attack,
            since: Self.attack
        )
        let page = FirmPage(
            firm: Firm(entry, figures),
            page: 1,
            pages: 1,
            total: 1,
            query: Self.attack,
            items: [client]
        )
        let hit = SearchAnswer.Hit(collection: Self.attack, id: "1", title: Self.attack, detail: Self.attack)
        let answer = SearchAnswer(
            firm: entry,
            query: Self.attack,
            engine: .postgres,
            note: Self.attack,
            found: 1,
            hits: [hit]
        )
        let pages = [
            FirmPageView(tab: .clients, page: page, table: .clients).html(),
            SearchPage(answer: answer).html(),
            StackPage(
                backendURL: Self.attack,
                health: .failure(.init(cause: .unavailable, message: Self.attack)),
                firms: .success(.yes(FirmList(firms: [Firm(entry, figures)])))
            )
            .html(),
            PageLayout.note(Self.attack, Self.attack).html(),
        ]
        for page in pages {
            #expect(page.contains("&lt;script&gt;"))
            #expect(!page.contains("<script"))
            #expect(!page.contains("a\"b"))
        }
    }
}
