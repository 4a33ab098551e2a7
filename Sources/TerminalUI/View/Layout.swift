/// Where everything is: a pure function of the screen's size and of a few facts about what is shown.
///
/// Three arrangements, the widest that fits: services and details beside the logs (`columns`); services beside
/// details, over the logs (`stacked`); one pane at a time (`folded`), which is what the whole screen is as well.
/// The demo firms share the details' place, and fold to one line where that is too low for both.
struct Layout: Hashable, Sendable {
    /// What the arrangement depends on besides the size.
    struct Content: Hashable, Sendable {
        var serviceCount: Int
        /// nil: the stack has no seed data, and there is no pane for it.
        var firmCount: Int?
        var focus: Pane
        /// Whether the details are read, or tell of a problem: then they come before the firms.
        var needsDetails = false
        var isZoomed: Bool
        /// How the user divided the screen.
        var sizes = PaneSizes()
    }

    enum Arrangement: Hashable, Sendable {
        case columns
        case stacked
        case folded
    }

    let arrangement: Arrangement
    /// What the panes share.
    private(set) var body = Rect(x: 0, y: 0, width: 0, height: 0)
    private(set) var header: Rect?
    private(set) var services: Rect?
    private(set) var details: Rect?
    private(set) var firms: Rect?
    private(set) var logs: Rect?
    /// A line for messages; where there is none, a message takes the footer's place.
    private(set) var message: Rect?
    private(set) var footer: Rect?

    init(size: Size, content: Content) {
        var body = Rect(size)
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
        } else if body.width >= Self.leastForColumns, body.height >= 12 {
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
            atLeast: Self.leastWidth,
            leaving: Self.leastWidth
        )
        let left = chosen ?? min(max(46, body.width * 2 / 5), 74)
        placeServicesOverDetails(Rect(x: body.x, y: body.y, width: left, height: body.height), content)
        logs = Rect(x: left, y: body.y, width: body.width - left, height: body.height)
    }

    private mutating func placeStacked(_ body: Rect, _ content: Content) {
        let sizes = content.sizes
        let height = Self.leastDetails
        let top =
            PaneSizes.length(sizes.top, of: body.height, atLeast: height, leaving: height)
            ?? min(max(7, content.serviceCount + 2), body.height * 11 / 20)
        let width = Self.leastWidth
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

    /// Details get what the list does not need, unless that is too little to say anything.
    private mutating func placeServicesOverDetails(_ area: Rect, _ content: Content) {
        let wanted = max(3, content.serviceCount + 2)
        let most = max(3, area.height * 3 / 5)
        let chosen = PaneSizes.length(content.sizes.services, of: area.height, atLeast: 3, leaving: Self.leastDetails)
        let top = chosen ?? (area.height - wanted >= Self.leastDetails ? wanted : most)
        guard area.height - top >= Self.leastDetails else { return services = area }
        let parts = area.split(top: top)
        services = parts.upper
        placeDetailsOverFirms(parts.lower, content)
    }

    /// The firms keep their rows as long as the details can say beside them what they have to.
    private mutating func placeDetailsOverFirms(_ area: Rect, _ content: Content) {
        guard let wanted = content.firmRows else { return details = area }
        if let chosen = chosenFirmRows(in: area, content) { return place(detailsOver: chosen, area) }
        let rest = area.height - wanted
        if rest >= (content.needsDetails ? Self.readableDetails : Self.leastDetails) {
            place(detailsOver: wanted, area)
        } else if content.focus == .firms {
            if rest >= 3 { place(detailsOver: wanted, area) } else { firms = area }
        } else if area.height > Self.leastDetails {
            place(detailsOver: 1, area)
        } else {
            details = area
        }
    }

    /// The rows that the user gave the firms; nil where that is left to us, or where there is no room for it, or where
    /// they are folded and have the focus.
    private func chosenFirmRows(in area: Rect, _ content: Content) -> Int? {
        guard let chosen = content.sizes.firmRows, area.height > Self.leastDetails else { return nil }
        var rows = min(max(1, chosen), area.height - 3)
        // Two rows would be edges with nothing between them.
        if rows < 3 { rows = 1 }
        return rows < 3 && content.focus == .firms ? nil : rows
    }

    private mutating func placeFirmsOverDetails(_ area: Rect, _ content: Content) {
        let wanted = content.firmRows ?? 0
        guard area.height - wanted >= Self.leastDetails else { return firms = area }
        let parts = area.split(top: wanted)
        firms = parts.upper
        details = parts.lower
    }

    private mutating func place(detailsOver firmRows: Int, _ area: Rect) {
        let parts = area.split(top: area.height - firmRows)
        details = parts.upper
        firms = parts.lower
    }

    /// Rows that details need to say anything, edges included.
    private static let leastDetails = 5
    /// Rows with which they need no more while they are read.
    private static let readableDetails = 12
    /// With fewer columns a line of the logs is longer than what is left beside the services.
    private static let leastForColumns = 150
    /// Columns that a pane beside another one has at least.
    private static let leastWidth = 24
    /// More firms than these scroll.
    fileprivate static let mostFirms = 6
}

extension Layout.Content {
    /// Rows that the firms want, edges included; nil where there is no pane for them.
    fileprivate var firmRows: Int? {
        firmCount.map { min(max(1, $0), Layout.mostFirms) + 2 }
    }
}

extension Rect {
    /// Its first rows, and those below.
    fileprivate func split(top: Int) -> (upper: Rect, lower: Rect) {
        (
            Rect(x: x, y: y, width: width, height: top),
            Rect(x: x, y: y + top, width: width, height: height - top)
        )
    }
}
