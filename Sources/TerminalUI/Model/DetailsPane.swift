/// The subject and scroll position of the details pane.
struct DetailsPane: Hashable, Sendable {
    /// The list whose selection the details show: the one that was last focused.
    enum Source: Hashable, Sendable {
        case services
        case firms
    }

    /// The subject of the details.
    enum Subject: Hashable, Sendable {
        case service(String)
        case firm(String)
        /// The seed data as a whole, if it has no known firm.
        case data
    }

    var source = Source.services
    /// The subject that was scrolled; any other subject starts at its first row.
    private var scrolled: Subject?
    private var rows = 0

    /// The number of rows of a subject scrolled off the top, at most `maximum`.
    func offset(of subject: Subject, maximum: Int) -> Int {
        scrolled == subject ? max(0, min(rows, maximum)) : 0
    }

    /// Scrolls a subject by a number of rows; positive values scroll down.
    mutating func scroll(_ subject: Subject, by rows: Int, maximum: Int) {
        let offset = offset(of: subject, maximum: maximum)
        self.rows = max(0, min(offset + rows, maximum))
        scrolled = subject
    }
}
