/// The requested page of a listing and its filter, such as `?page=2&q=harbor`.
struct PageRequest: Equatable {
    /// The page number, from 1.
    var page: Int
    /// The filter; nil for all rows.
    var search: SearchTerms?

    /// The highest page number, far below an offset that overflows in Postgres.
    private static let lastPage = 1_000_000

    init(page: String?, query: String?) throws(Problem) {
        switch page {
        case nil, "": self.page = 1
        case let text?:
            guard let number = Int(text), (1...Self.lastPage).contains(number) else {
                throw Problem(message: "page must be a number from 1 to \(Self.lastPage)")
            }
            self.page = number
        }
        search = SearchTerms(query ?? "")
    }
}
