/// The size of a screen in columns and rows.
package struct Size: Hashable, Sendable {
    package var width: Int
    package var height: Int

    /// Creates a size; negative values become 0.
    package init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
    }
}

/// A position on the screen; column and row count from 0 at the top left.
package struct Point: Hashable, Sendable {
    package var x: Int
    package var y: Int

    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}

/// A rectangle of cells.
struct Rect: Hashable, Sendable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    init(_ size: Size) {
        self.init(x: 0, y: 0, width: size.width, height: size.height)
    }

    var endX: Int { x + width }
    var endY: Int { y + height }
    var isEmpty: Bool { width == 0 || height == 0 }

    func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < endX && point.y >= y && point.y < endY
    }

    /// The rectangle without a margin on each side.
    func inset(by columns: Int, rows: Int) -> Rect {
        Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
    }

    func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(x: left, y: top, width: min(endX, other.endX) - left, height: min(endY, other.endY) - top)
    }

    /// One row of the rectangle, counted from its top.
    func row(_ index: Int) -> Rect {
        Rect(x: x, y: y + index, width: width, height: index >= 0 && index < height ? 1 : 0)
    }

    /// A centred rectangle of this size, clipped to fit.
    func centred(width: Int, height: Int) -> Rect {
        let fitted = Size(width: min(width, self.width), height: min(height, self.height))
        return Rect(
            x: x + (self.width - fitted.width) / 2,
            y: y + (self.height - fitted.height) / 2,
            width: fitted.width,
            height: fitted.height
        )
    }
}
