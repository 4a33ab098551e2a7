/// The table of a section.
struct DataTable<Item: Codable & Sendable>: Sendable {
    struct Column: Sendable {
        enum Kind: String, Sendable {
            case text
            case number
            /// Text without line breaks.
            case short
        }

        var title: String
        var kind = Kind.text
        var cell: @Sendable (Item) -> HTML
    }

    /// The columns. The first one is the row's header.
    var columns: [Column]
    /// The label of the filter; nil if the section cannot be filtered.
    var filterLabel: String?

    func html(_ items: [Item], caption: String) -> HTML {
        let heads: [HTML] = columns.map { "<th scope=\"col\"\(Self.mark($0))>\($0.title)</th>" }
        let rows: [HTML] = items.map { item in
            let cells: [HTML] = columns.enumerated().map { index, column in
                index == 0
                    ? "<th scope=\"row\"\(Self.mark(column))>\(column.cell(item))</th>"
                    : "<td\(Self.mark(column))>\(column.cell(item))</td>"
            }
            return "<tr>\(HTML(cells))</tr>"
        }
        // The region is focusable, so that it can be scrolled with the keyboard in a narrow window.
        return """
            <div class="scroll" role="region" aria-label="\(caption)" tabindex="0"><table>
            <thead><tr>\(HTML(heads))</tr></thead>
            <tbody>\(HTML(rows))</tbody>
            </table></div>
            """
    }

    /// Returns the filter form, or nothing if the section cannot be filtered.
    func filter(slug: String, tab: FirmTab, query: String?) -> HTML {
        guard let filterLabel else { return "" }
        let path = WebPath.of("firms", slug, tab.rawValue)
        let reset: HTML = query == nil ? "" : "<a href=\"\(path)\">Show all</a>"
        return """
            <form class="filter" action="\(path)" method="get">
            <label for="filter">\(filterLabel)</label>
            <div><input id="filter" name="q" type="search" value="\(query ?? "")" maxlength="200">
            <button>Filter</button>\(reset)</div>
            </form>
            """
    }

    private static func mark(_ column: Column) -> HTML {
        switch column.kind {
        case .text: ""
        case .number, .short: " class=\"\(column.kind.rawValue)\""
        }
    }
}
