/// The text of an e-mail that has only HTML.
enum HTMLText {
    /// Elements whose content is not shown.
    private static let hidden: Set<String> = ["style", "script", "head", "title"]
    /// Elements that begin a line.
    private static let blocks: Set<String> = ["br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table"]
    private static let entities: [(name: String, text: String)] = [
        ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"),
        ("&#43;", "+"), ("&amp;", "&"),
    ]

    /// Returns the text without tags, and without blank lines and indentation, which HTML does not show.
    static func plain(_ html: String) -> String {
        var text = ""
        var hiding: String?
        var rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            if hiding == nil { text += rest[..<start] }
            guard let end = rest[start...].firstIndex(of: ">") else {
                rest = ""
                break
            }
            let tag = rest[rest.index(after: start)..<end].lowercased()
            let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
            if tag.hasPrefix("/") {
                if name == hiding { hiding = nil }
            } else if hiding == nil, hidden.contains(name) {
                hiding = name
            }
            if blocks.contains(name) { text += "\n" }
            rest = rest[rest.index(after: end)...]
        }
        if hiding == nil { text += rest }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmed }.filter { !$0.isEmpty }
        return entities.reduce(lines.joined(separator: "\n")) { $0.replacing($1.name, with: $1.text) }
    }
}
