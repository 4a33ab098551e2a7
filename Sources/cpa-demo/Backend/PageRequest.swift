/// Which page of a listing, and which of its rows: `?page=2&q=harbor`.
struct PageRequest: Equatable {
    /// Why a request cannot be answered.
    struct Problem: Error, Equatable {
        var message: String
    }

    /// Counted from 1.
    var page: Int
    /// nil: all rows.
    var search: SearchWords?

    /// Above this, an offset would be no number for Postgres.
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
        search = SearchWords(query ?? "")
    }
}
