/// The layout of every page. It uses no scripts and loads no resources.
struct PageLayout {
    /// The title of the start page, and the suffix of every other page's title.
    static let platform = "CPA platform"

    var title: String
    var subtitle: String
    /// The breadcrumbs, outermost first; empty on the start page.
    var trail: [(path: String, name: String)] = []
    /// The content beside the title.
    var aside: HTML = ""
    var content: HTML

    func html() -> String {
        let page: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title == Self.platform ? title : "\(title) · \(Self.platform)")</title>
            <style>\(Stylesheet.css)</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <main id="content">
            \(ResetBanner.current)\(breadcrumbs)
            <header>
            <div><h1>\(title)</h1><p class="muted">\(subtitle)</p></div>
            \(aside)
            </header>
            \(content)
            <footer class="muted">Local stack, demo frontend · reload for the current state</footer>
            </main>
            </body>
            </html>

            """
        return page.markup
    }

    private var breadcrumbs: HTML {
        if trail.isEmpty { return "" }
        let steps: [HTML] = trail.map { "<li><a href=\"\($0.path)\">\($0.name)</a></li>" }
        return "<nav aria-label=\"Breadcrumb\"><ol class=\"trail\">\(HTML(steps))</ol></nav>"
    }
}

extension PageLayout {
    /// Returns a page with only a message.
    /// - Parameter more: Alternatives for the user.
    static func note(_ title: String, _ message: String, more: HTML = "") -> PageLayout {
        PageLayout(
            title: title,
            subtitle: "Local stack, demo frontend",
            trail: [(path: "/", name: "All firms")],
            content: "<p class=\"note\" role=\"alert\">\(message)</p>\(more)"
        )
    }
}
