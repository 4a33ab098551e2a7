/// The page, from what the backend said or did not.
struct StackPage {
    let backendURL: String
    let health: Result<HealthReport, BackendClient.Failure>
    let firms: Result<FirmList, BackendClient.Failure>

    /// The order in which people look; others follow by name.
    private static let storeOrder = ["postgres", "redis", "temporal", "typesense", "localstack", "clamav"]

    func html() -> String {
        let document: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>CPA platform · local stack</title>
            <style>\(Stylesheet.css)</style>
            </head>
            <body>
            <main>
            <header>
            <div><h1>CPA platform</h1><p class="muted">Local stack, demo frontend</p></div>
            \(summary)
            </header>
            <section aria-labelledby="stores"><h2 id="stores">Stores</h2>\(stores)</section>
            <section aria-labelledby="firms"><h2 id="firms">Firms</h2>\(firmTable)</section>
            <footer class="muted">Backend \(backendURL) · reload for the state of now</footer>
            </main>
            </body>
            </html>

            """
        return document.markup
    }

    private var summary: HTML {
        switch health {
        case .failure: "<p class=\"badge down\">✗ backend down</p>"
        case .success(let report):
            switch report.status {
            case .ok: "<p class=\"badge up\">● all healthy</p>"
            case .degraded: "<p class=\"badge part\">! degraded</p>"
            }
        }
    }

    private var stores: HTML {
        switch health {
        case .failure(let failure):
            return """
                <div class="note down" role="alert"><strong>The backend does not answer.</strong>
                <span>\(failure.message)</span></div>
                """
        case .success(let report):
            let rest = report.stores.keys.filter { !Self.storeOrder.contains($0) }.sorted()
            let cards: [HTML] = (Self.storeOrder + rest).compactMap { name in
                report.stores[name].map { card(name, $0) }
            }
            return "<ul class=\"cards\">\(HTML(cards))</ul>"
        }
    }

    private func card(_ name: String, _ store: HealthReport.Store) -> HTML {
        switch store.status {
        case .up:
            """
            <li class="card up"><h3>● \(name)</h3><p>\(store.detail)</p>\
            <p class="muted">up · \(store.latencyMs.description) ms</p></li>
            """
        case .down: "<li class=\"card down\"><h3>✗ \(name)</h3><p>\(store.detail)</p><p class=\"muted\">down</p></li>"
        }
    }

    private var firmTable: HTML {
        switch firms {
        case .failure(let failure):
            return "<p class=\"note\">Firms cannot be read: \(failure.message)</p>"
        case .success(let list) where list.firms.isEmpty:
            return "<p class=\"note\">\(list.note ?? "There are no firms.")</p>"
        case .success(let list):
            let columns = Set(list.firms.flatMap(\.figures.keys)).sorted()
            let heads: [HTML] = columns.map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
            let rows: [HTML] = list.firms.map { firm in
                let cells: [HTML] = columns.map { column in
                    "<td class=\"number\">\(firm.figures[column].map(grouped) ?? "–")</td>"
                }
                return """
                    <tr><th scope="row">\(firm.name)<span class="muted slug">\(firm.slug)</span></th>\(HTML(cells))</tr>
                    """
            }
            return """
                <div class="scroll"><table>
                <thead><tr><th scope="col">Firm</th>\(HTML(heads))</tr></thead>
                <tbody>\(HTML(rows))</tbody>
                </table></div>
                """
        }
    }

    /// 61377 → 61,377
    private func grouped(_ number: Int) -> String {
        var result = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return (number < 0 ? "-" : "") + String(result.reversed())
    }
}
