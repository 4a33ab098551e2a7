/// The sections of a firm's page. The raw values are used in paths.
enum FirmTab: String, CaseIterable, Sendable {
    case clients
    case documents
    case invoices

    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// Returns the links to a firm's sections.
    /// - Parameter current: The current section; nil on a page without one.
    static func links(of slug: String, current: FirmTab?) -> HTML {
        let links: [HTML] = allCases.map { tab in
            let mark: HTML = tab == current ? " aria-current=\"page\"" : ""
            return "<li><a href=\"\(WebPath.of("firms", slug, tab.rawValue))\"\(mark)>\(tab.title)</a></li>"
        }
        return "<nav aria-label=\"Sections\"><ul class=\"tabs\">\(HTML(links))</ul></nav>"
    }
}
