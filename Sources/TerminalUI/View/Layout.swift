/// Where everything is: a pure function of the screen's size and of a few facts about what is shown.
///
/// Three arrangements, the widest that fits: services and details beside the logs (`columns`); services beside
/// details, over the logs (`stacked`); one pane at a time (`folded`), which is what the whole screen is as well.
struct Layout: Hashable, Sendable {
    /// What the arrangement depends on besides the size.
    struct Content: Hashable, Sendable {
        var serviceCount: Int
        var focus: Pane
        var isZoomed: Bool
    }

    enum Arrangement: Hashable, Sendable {
        case columns
        case stacked
        case folded
    }

    let arrangement: Arrangement
    private(set) var header: Rect?
    private(set) var services: Rect?
    private(set) var details: Rect?
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
        } else if body.width >= 110, body.height >= 12 {
            arrangement = .columns
        } else if body.width >= 80, body.height >= 12 {
            arrangement = .stacked
        } else {
            arrangement = .folded
        }
        switch arrangement {
        case .columns: placeColumns(body, content)
        case .stacked: placeStacked(body, content)
        case .folded: placeFolded(body, content)
        }
    }

    private mutating func placeColumns(_ body: Rect, _ content: Content) {
        let left = min(max(46, body.width * 2 / 5), 74)
        placeServicesOverDetails(Rect(x: body.x, y: body.y, width: left, height: body.height), content)
        logs = Rect(x: left, y: body.y, width: body.width - left, height: body.height)
    }

    private mutating func placeStacked(_ body: Rect, _ content: Content) {
        let top = min(max(8, content.serviceCount + 2), body.height * 11 / 20)
        let left = min(max(46, body.width * 3 / 5), 74)
        services = Rect(x: body.x, y: body.y, width: left, height: top)
        details = Rect(x: left, y: body.y, width: body.width - left, height: top)
        logs = Rect(x: body.x, y: body.y + top, width: body.width, height: body.height - top)
    }

    private mutating func placeFolded(_ body: Rect, _ content: Content) {
        switch content.focus {
        case .services: placeServicesOverDetails(body, content)
        case .logs: logs = body
        }
    }

    /// Details get what the list does not need, unless that is too little to say anything.
    private mutating func placeServicesOverDetails(_ area: Rect, _ content: Content) {
        let wanted = max(3, content.serviceCount + 2)
        let most = max(3, area.height * 3 / 5)
        let top = area.height - wanted >= 5 ? wanted : most
        guard area.height - top >= 5 else { return services = area }
        services = Rect(x: area.x, y: area.y, width: area.width, height: top)
        details = Rect(x: area.x, y: area.y + top, width: area.width, height: area.height - top)
    }
}
