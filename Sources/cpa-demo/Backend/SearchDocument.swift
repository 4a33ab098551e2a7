/// A search result of either engine. Each collection has some of the fields.
struct SearchDocument: Decodable, Sendable {
    var id: String
    var number: String?
    var name: String?
    var kind: String?
    var city: String?
    var state: String?
    var fileName: String?
    var title: String?
    var client: String?
    var status: String?
    var totalCents: Int?
    /// The total number of matches, which Postgres returns in each row.
    var found: Int?

    private var place: String {
        [city, state].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    func hit(in collection: SearchCollection) -> SearchAnswer.Hit {
        let (title, details): (String?, [String?]) =
            switch collection {
            case .clients: (name, [number, kind, place])
            case .documents: (fileName, [client])
            case .engagements: (self.title, [number, client, status])
            case .invoices: (number, [client, totalCents.map(Money.text), status])
            }
        let detail = details.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
        return SearchAnswer.Hit(collection: collection.rawValue, id: id, title: title ?? id, detail: detail)
    }
}
