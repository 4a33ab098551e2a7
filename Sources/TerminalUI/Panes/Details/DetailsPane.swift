import ControlAPI

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

extension DetailsPane: TextPane {
    static let place = Place.details
    static let wheelRows = 1

    static func contexts(in model: AppModel) -> [KeyBinding.Context] {
        model.details.source == .firms ? [.texts, .firms] : [.texts]
    }

    static func extent(in model: AppModel) -> (height: Int, most: Int) {
        (model.layout.details?.text.height ?? 0, maximum(in: model))
    }

    static func scroll(by rows: Int, _ model: inout AppModel) {
        guard let subject = model.detailsSubject else { return }
        model.details.scroll(subject, by: rows, maximum: maximum(in: model))
    }

    /// Returns the maximum scroll offset; 0 if the pane is hidden.
    static func maximum(in model: AppModel) -> Int {
        guard let area = model.layout.details?.text else { return 0 }
        return max(0, rows(of: model, width: area.width).count - area.height)
    }

    /// Returns the text: what is known of the selected service or firm.
    static func rows(of model: AppModel, width: Int) -> [StyledLine] {
        switch (model.details.source, model.selectedService, model.stack?.data) {
        case (.services, let service?, _): ServiceDetails(service, model).rows(width: width)
        case (.firms, _, let data?): FirmDetails(model.selectedFirm, in: data, model).rows(width: width)
        case (.services, nil, _), (.firms, _, nil): []
        }
    }
}
