/// The links to a firm's sections.
struct FirmTabs {
    let slug: String
    /// The current section; nil on a page without one.
    let current: FirmTab?

    var html: HTML {
        let links: [HTML] = FirmTab.allCases.map { tab in
            let mark: HTML = tab == current ? " aria-current=\"page\"" : ""
            return "<li><a href=\"\(WebPath.of("firms", slug, tab.rawValue))\"\(mark)>\(tab.title)</a></li>"
        }
        return "<nav aria-label=\"Sections\"><ul class=\"tabs\">\(HTML(links))</ul></nav>"
    }
}
