/// A movable border between two panes.
enum PaneBorder: Hashable, Sendable, CaseIterable {
    /// Between the left and right columns.
    case sides
    /// Between the panes above and the logs.
    case top
    /// Between the services and the details below them.
    case services
    /// Between the details and the firms below them.
    case firms
}

/// A border being dragged.
struct BorderDrag: Hashable, Sendable {
    var border: PaneBorder
    /// The offset of the grabbed cell from the first column or row behind the border: 0 or -1.
    var grip: Int
    /// Whether it has moved; a plain click changes nothing.
    var hasMoved = false
}

extension Layout {
    /// Returns the first column or row behind a border; nil if this arrangement does not have it.
    func position(of border: PaneBorder) -> Int? {
        switch border {
        case .sides:
            switch arrangement {
            case .columns: logs?.x
            case .stacked: services?.endX
            case .folded: nil
            }
        case .top:
            arrangement == .stacked ? logs?.y : nil
        case .services:
            if let services, let details, details.x == services.x, details.y == services.endY { details.y } else { nil }
        case .firms:
            if let details, let firms, firms.x == details.x, firms.y == details.endY { firms.y } else { nil }
        }
    }

    /// Returns the border that changes a pane's height, and whether the pane is behind it.
    func heightBorder(of place: Place) -> (border: PaneBorder, isBehind: Bool)? {
        let candidates: [(PaneBorder, Bool)] =
            switch place {
            case .services: [(.services, false), (.top, false)]
            case .logs: [(.top, true)]
            case .firms: [(.firms, true), (.top, false)]
            case .details: [(.services, true), (.firms, false), (.top, false)]
            }
        return candidates.first { position(of: $0.0) != nil }
    }

    /// Returns the border at a point. It comprises the adjoining edges of both panes.
    func border(at point: Point) -> (border: PaneBorder, grip: Int)? {
        for border in PaneBorder.allCases {
            guard let position = position(of: border), let span = span(of: border) else { continue }
            let (across, along) = border == .sides ? (point.x, point.y) : (point.y, point.x)
            if across == position || across == position - 1, span.contains(along) { return (border, across - position) }
        }
        return nil
    }

    /// Returns the columns or rows along which a border runs.
    private func span(of border: PaneBorder) -> Range<Int>? {
        let rect: Rect? =
            switch border {
            case .sides: arrangement == .stacked ? services : logs
            case .top: logs
            case .services: services
            case .firms: firms
            }
        guard let rect else { return nil }
        return border == .sides ? rect.y..<rect.endY : rect.x..<rect.endX
    }

    /// Returns the sizes after moving a border to a column or row.
    func sizes(_ sizes: PaneSizes, moving border: PaneBorder, to position: Int) -> PaneSizes {
        var sizes = sizes
        let position = min(max(0, position), 10_000)
        switch border {
        case .sides:
            let share = PaneSizes.share(position - body.x, of: body.width)
            if arrangement == .columns { sizes.left = share } else { sizes.stackedLeft = share }
        case .top:
            sizes.top = PaneSizes.share(position - body.y, of: body.height)
        case .services:
            sizes.services = PaneSizes.share(position - body.y, of: body.height)
        case .firms:
            guard let firms else { break }
            sizes.firmRows = max(1, firms.endY - position)
        }
        return sizes
    }
}
