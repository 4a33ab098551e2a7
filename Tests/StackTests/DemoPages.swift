import Foundation
import TestSupport
import Testing

/// The bundled frontend's pages in a real browser, over a stack that has been seeded.
struct DemoPages {
    private static let firms = ["Okafor CPA", "Tidewater Tax Group", "Granite Assurance Partners"]
    /// The one with a document that the virus scanner does not like, and a client of its.
    private static let firm = "Granite Assurance Partners"
    private static let client = "Fern Charter School"

    private let browser: Browser
    /// Without a slash at its end.
    private let base: String

    /// - Parameter port: The frontend's.
    init(_ stack: Stack, port: String) throws {
        browser = try Browser(folder: stack.path)
        base = "http://127.0.0.1:\(port)"
    }

    /// Goes from page to page by the links that are on them.
    func check() async throws {
        let home = try await page("/")
        for firm in Self.firms { #expect(home.contains(">\(firm)</a>"), "no \(firm) in \(home)") }

        let clients = try await page(try Self.target(of: Self.firm, in: home))
        #expect(clients.contains("<h1>\(Self.firm)</h1>"))

        let documents = try await page(try Self.target(of: "Documents", in: clients))
        #expect(documents.components(separatedBy: "✗ infected").count == 2, "not one is infected in \(documents)")
        #expect(documents.contains("● clean"))

        let form = try #require(clients.firstMatch(of: /<form class="search"[^>]* action="([^"]+)"/)?.1)
        #expect(clients.contains("<input id=\"q\" name=\"q\""))
        // As a browser submits a form.
        let words = Self.client.replacing(" ", with: "+")
        let found = try await page("\(form)?q=\(words)")
        #expect(found.contains("<h4>\(Self.client)</h4>"), "no \(Self.client) in \(found)")
        #expect(found.contains("<strong id=\"engine\">Typesense</strong>"), "no Typesense in \(found)")
    }

    private func page(_ path: String) async throws -> String { try await browser.page(base + path) }

    /// Where a link with this text goes.
    private static func target(of text: String, in page: String) throws -> String {
        for link in page.matches(of: /<a [^>]*?href="([^"]+)"[^>]*>([^<]*)<\/a>/) where link.2 == text {
            return String(link.1)
        }
        throw TestFailure("there is no link \(text) in \(page)")
    }
}
