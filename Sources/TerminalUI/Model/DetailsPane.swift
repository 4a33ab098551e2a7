/// The details pane: what it is about, and how far it is scrolled.
struct DetailsPane: Hashable, Sendable {
    /// Which list's selection the details are about: that of the list which last had the focus.
    enum Source: Hashable, Sendable {
        case services
        case firms
    }

    /// What the details are about.
    enum Subject: Hashable, Sendable {
        case service(String)
        case firm(String)
        /// The seed data as a whole, where no firm of it is known.
        case data
    }

    var source = Source.services
    /// What was scrolled; another subject begins at its first row.
    private var scrolled: Subject?
    private var rows = 0

    /// Rows of a subject that are scrolled out at the top, of at most `maximum`.
    func offset(of subject: Subject, maximum: Int) -> Int {
        scrolled == subject ? max(0, min(rows, maximum)) : 0
    }

    /// Scrolls a subject by so many rows, down where positive.
    mutating func scroll(_ subject: Subject, by rows: Int, maximum: Int) {
        let offset = offset(of: subject, maximum: maximum)
        self.rows = max(0, min(offset + rows, maximum))
        scrolled = subject
    }
}
