/// What every page has around its content. It needs no script, and loads nothing.
struct PageLayout {
    /// The first page's title, and part of each other one's.
    static let platform = "CPA platform"

    var title: String
    /// Under the title.
    var subtitle: String
    /// Where the page hangs: paths with names, the outermost first. Empty: it is the first page.
    var trail: [(path: String, name: String)] = []
    /// Beside the title.
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
            \(breadcrumbs)
            <header>
            <div><h1>\(title)</h1><p class="muted">\(subtitle)</p></div>
            \(aside)
            </header>
            \(content)
            <footer class="muted">Local stack, demo frontend · reload for the state of now</footer>
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
    /// A page that says why there is nothing else to show.
    /// - Parameter more: what the reader can do instead.
    static func note(_ title: String, _ message: String, more: HTML = "") -> PageLayout {
        PageLayout(
            title: title,
            subtitle: "Local stack, demo frontend",
            trail: [(path: "/", name: "All firms")],
            content: "<p class=\"note\" role=\"alert\">\(message)</p>\(more)"
        )
    }
}
