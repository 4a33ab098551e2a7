extension Layout {
    subscript(place: Place) -> Rect? {
        switch place {
        case .services: services
        case .logs: logs
        case .firms: firms
        case .details: details
        }
    }

    /// Returns the index of the first of `count` rows shown in a height, such that one of them is near the middle.
    static func firstVisible(around row: Int, of count: Int, height: Int) -> Int {
        max(0, min(count - height, row - height / 2))
    }

    // MARK: The logs

    /// The inside of the logs. When zoomed they have no edges but a rule above, so that the terminal's own selection
    /// picks up nothing but text, and a column on the left for signs.
    var logsInside: Rect? {
        guard let logs, isZoomed else { return logs?.inside }
        guard logs.height >= 2, logs.width >= 4 else { return logs }
        return Rect(x: logs.x + 1, y: logs.y + 1, width: logs.width - 1, height: logs.height - 1)
    }

    /// The rows for log lines.
    var logLines: Rect? {
        logsInside.map { Rect(x: $0.x, y: $0.y, width: $0.width, height: $0.height - (hasPrompt ? 1 : 0)) }
    }

    // MARK: The other tabs

    /// Returns the rows for services in an area: all but the startup legend at the bottom, as far as there is room.
    static func startupRows(of area: Rect, count: Int) -> Rect {
        let rows =
            area.height >= count + 3 ? min(count, area.height - 3) : area.height >= 4 ? area.height - 1 : area.height
        return area.split(top: rows).upper
    }

    /// Returns the area of the list of alerts and, if there is room, that of the details of the selected one: beside the
    /// list in an area that is wide and low, otherwise below.
    /// - Parameter rows: The rows of the list.
    static func alerts(in area: Rect, rows: Int) -> (list: Rect, heading: Rect?, details: Rect?) {
        if area.width >= 140, area.height < 16, area.height > 1 {
            let list = Rect(x: area.x, y: area.y, width: area.width * 11 / 20, height: area.height)
            let rest = Rect(x: list.endX + 1, y: area.y, width: area.endX - list.endX - 1, height: area.height)
            let parts = rest.split(top: 1)
            return (list, parts.upper, parts.lower.inset(by: 1, rows: 0))
        }
        guard area.height >= 5 else { return (area, nil, nil) }
        let parts = area.split(top: max(1, min(rows, area.height / 2)))
        let below = parts.lower.split(top: 1)
        return (parts.upper, below.upper, below.lower.inset(by: 1, rows: 0))
    }

    // MARK: Overlays

    /// The screen without the footer, which stays visible below the help screen and the palette.
    private var aboveFooter: Rect { screen.split(top: screen.height - (screen.height > 3 ? 1 : 0)).upper }

    /// The columns of the help screen's text: two columns of keys or one.
    var helpWidth: Int { screen.width >= 106 ? 98 : max(0, min(screen.width, 56) - 4) }

    /// Returns the help screen with this many rows of text.
    func help(rows: Int) -> Rect { aboveFooter.centred(width: helpWidth + 4, height: rows + 2) }

    var palette: Rect {
        aboveFooter.centred(width: min(78, screen.width - (screen.width > 40 ? 4 : 0)), height: 20)
    }

    /// The palette's rows below its input line.
    var paletteRows: Rect { palette.text.split(top: 1).lower }

    /// The overlays of the logs cover them.
    var overLogs: Rect { logs ?? screen }

    /// Returns the list of services whose logs are shown.
    func logServices(count: Int, widest: Int) -> Rect {
        overLogs.centred(width: max(30, min(widest, 40) + 10), height: count + 2)
    }
}

extension Rect {
    /// The inside of a box; the whole rectangle if it is too small for edges.
    var inside: Rect { width >= 4 && height >= 3 ? inset(by: 1, rows: 1) : self }

    /// The inside of a box without the columns beside the edges.
    var text: Rect { inside.inset(by: 1, rows: 0) }
}
