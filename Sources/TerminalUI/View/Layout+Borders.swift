/// A line between two panes that can be moved.
enum PaneBorder: Hashable, Sendable, CaseIterable {
    /// Between the left column and the right one.
    case sides
    /// Between what is above and the logs.
    case top
    /// Between the services and the details below them.
    case services
    /// Between the details and the firms below them.
    case firms
}

/// A border that is being dragged.
struct BorderDrag: Hashable, Sendable {
    var border: PaneBorder
    /// How far from the first column or row of the pane behind it the border was taken: 0 or -1.
    var grip: Int
    /// Whether it was moved yet; a mere click is none of ours.
    var hasMoved = false
}

extension Layout {
    /// The first column or row behind a border; nil where this arrangement has no such border.
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

    /// The border whose lines are under a point: the edges of both panes that meet there.
    func border(at point: Point) -> (border: PaneBorder, grip: Int)? {
        for border in PaneBorder.allCases {
            guard let position = position(of: border), let span = span(of: border) else { continue }
            let (across, along) = border == .sides ? (point.x, point.y) : (point.y, point.x)
            if across == position || across == position - 1, span.contains(along) { return (border, across - position) }
        }
        return nil
    }

    /// The columns or rows along which a border runs.
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

    /// The sizes with a border moved to a column or row, as far as it goes.
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
