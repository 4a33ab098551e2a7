/// The positions of all parts of the screen: a pure function of the screen size and some facts about the content.
///
/// Uses the widest arrangement that fits: services and details beside the logs (`columns`); services beside details,
/// above the logs (`stacked`); one pane at a time (`folded`), which a zoomed pane uses too. The demo firms share the
/// place of the details, and fold to one line if there is no height for both.
struct Layout: Hashable, Sendable {
    /// The content that the layout depends on.
    struct Content: Hashable, Sendable {
        var serviceCount: Int
        /// nil if the stack has no seed data, and so no pane for it.
        var firmCount: Int?
        var focus: Place
        /// Whether the details are focused or show a problem, and so take precedence over the firms.
        var needsDetails = false
        var isZoomed: Bool
        var sizes = PaneSizes()
        /// Whether a prompt occupies the last row of the logs.
        var hasPrompt = false
    }

    enum Arrangement: Hashable, Sendable {
        case columns
        case stacked
        case folded
    }

    let arrangement: Arrangement
    let screen: Rect
    let isZoomed: Bool
    let hasPrompt: Bool
    /// The area shared by the panes.
    private(set) var body = Rect(x: 0, y: 0, width: 0, height: 0)
    private(set) var header: Rect?
    private(set) var services: Rect?
    private(set) var details: Rect?
    private(set) var firms: Rect?
    private(set) var logs: Rect?
    /// The message line. Without one, messages cover the footer.
    private(set) var message: Rect?
    private(set) var footer: Rect?

    init(size: Size, content: Content) {
        screen = Rect(size)
        isZoomed = content.isZoomed
        hasPrompt = content.hasPrompt
        var body = screen
        if body.height >= 2 {
            footer = Rect(x: 0, y: body.endY - 1, width: body.width, height: 1)
            body.height -= 1
        }
        if body.height >= 3 {
            header = body.row(0)
            body = Rect(x: 0, y: 1, width: body.width, height: body.height - 1)
        }
        if body.height >= 8 {
            message = Rect(x: 0, y: body.endY - 1, width: body.width, height: 1)
            body.height -= 1
        }
        if content.isZoomed {
            arrangement = .folded
        } else if body.width >= Self.minimumColumnsWidth, body.height >= 12 {
            arrangement = .columns
        } else if body.width >= 80, body.height >= 12 {
            arrangement = .stacked
        } else {
            arrangement = .folded
        }
        self.body = body
        switch arrangement {
        case .columns: placeColumns(body, content)
        case .stacked: placeStacked(body, content)
        case .folded: placeFolded(body, content)
        }
    }

    private mutating func placeColumns(_ body: Rect, _ content: Content) {
        let chosen = PaneSizes.length(
            content.sizes.left,
            of: body.width,
            atLeast: Self.minimumPaneWidth,
            leaving: Self.minimumPaneWidth
        )
        let left = chosen ?? min(max(46, body.width * 2 / 5), 74)
        placeServicesOverDetails(Rect(x: body.x, y: body.y, width: left, height: body.height), content)
        logs = Rect(x: left, y: body.y, width: body.width - left, height: body.height)
    }

    private mutating func placeStacked(_ body: Rect, _ content: Content) {
        let sizes = content.sizes
        let height = Self.minimumDetailsRows
        let top =
            PaneSizes.length(sizes.top, of: body.height, atLeast: height, leaving: height)
            ?? min(max(7, content.serviceCount + 2), body.height * 11 / 20)
        let width = Self.minimumPaneWidth
        let left =
            PaneSizes.length(sizes.stackedLeft, of: body.width, atLeast: width, leaving: width)
            ?? min(max(46, body.width * 3 / 5), 74)
        services = Rect(x: body.x, y: body.y, width: left, height: top)
        placeDetailsOverFirms(Rect(x: left, y: body.y, width: body.width - left, height: top), content)
        logs = Rect(x: body.x, y: body.y + top, width: body.width, height: body.height - top)
    }

    private mutating func placeFolded(_ body: Rect, _ content: Content) {
        switch content.focus {
        case .services:
            var content = content
            if content.isZoomed { content.firmCount = nil }
            placeServicesOverDetails(body, content)
        case .logs: logs = body
        case .firms: placeFirmsOverDetails(body, content)
        case .details: details = body
        }
    }

    /// Gives the details the rows that the list does not need, unless those are too few to be useful.
    private mutating func placeServicesOverDetails(_ area: Rect, _ content: Content) {
        let wanted = max(3, content.serviceCount + 2)
        let most = max(3, area.height * 3 / 5)
        let chosen = PaneSizes.length(
            content.sizes.services,
            of: area.height,
            atLeast: 3,
            leaving: Self.minimumDetailsRows
        )
        let top = chosen ?? (area.height - wanted >= Self.minimumDetailsRows ? wanted : most)
        guard area.height - top >= Self.minimumDetailsRows else { return services = area }
        let parts = area.split(top: top)
        services = parts.upper
        placeDetailsOverFirms(parts.lower, content)
    }

    /// Gives the firms their rows as long as enough rows remain for the details.
    private mutating func placeDetailsOverFirms(_ area: Rect, _ content: Content) {
        guard let wanted = content.firmRows else { return details = area }
        if let chosen = chosenFirmRows(in: area, content) { return place(detailsOver: chosen, area) }
        let rest = area.height - wanted
        if rest >= (content.needsDetails ? Self.readableDetails : Self.minimumDetailsRows) {
            place(detailsOver: wanted, area)
        } else if content.focus == .firms {
            if rest >= 3 { place(detailsOver: wanted, area) } else { firms = area }
        } else if area.height > Self.minimumDetailsRows {
            place(detailsOver: 1, area)
        } else {
            details = area
        }
    }

    /// Returns the rows that the user gave the firms; nil if the layout decides, if there is no room for them, or if
    /// the firms are folded and focused.
    private func chosenFirmRows(in area: Rect, _ content: Content) -> Int? {
        guard let chosen = content.sizes.firmRows, area.height > Self.minimumDetailsRows else { return nil }
        var rows = min(max(1, chosen), area.height - 3)
        // Two rows would be just edges.
        if rows < 3 { rows = 1 }
        return rows < 3 && content.focus == .firms ? nil : rows
    }

    private mutating func placeFirmsOverDetails(_ area: Rect, _ content: Content) {
        let wanted = content.firmRows ?? 0
        guard area.height - wanted >= Self.minimumDetailsRows else { return firms = area }
        let parts = area.split(top: wanted)
        firms = parts.upper
        details = parts.lower
    }

    private mutating func place(detailsOver firmRows: Int, _ area: Rect) {
        let parts = area.split(top: area.height - firmRows)
        details = parts.upper
        firms = parts.lower
    }

    /// The minimum rows for the details, including edges.
    private static let minimumDetailsRows = 5
    /// Rows that suffice for the details while they are read.
    private static let readableDetails = 12
    /// With fewer columns log lines do not fit beside the services.
    private static let minimumColumnsWidth = 150
    /// The minimum width of a pane beside another one.
    private static let minimumPaneWidth = 24
    /// The number of firms shown without scrolling.
    fileprivate static let maximumFirms = 6
}

extension Layout.Content {
    /// The preferred rows of the firms, including edges; nil if they have no pane.
    fileprivate var firmRows: Int? {
        firmCount.map { min(max(1, $0), Layout.maximumFirms) + 2 }
    }
}

extension Rect {
    /// Splits the rectangle below its first rows.
    func split(top: Int) -> (upper: Rect, lower: Rect) {
        (
            Rect(x: x, y: y, width: width, height: top),
            Rect(x: x, y: y + top, width: width, height: height - top)
        )
    }
}
