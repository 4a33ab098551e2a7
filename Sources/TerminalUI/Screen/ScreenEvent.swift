/// An event of a ``Screen``.
package enum ScreenEvent: Hashable, Sendable {
    case key(KeyPress)
    case mouse(MouseEvent)
    /// Text was pasted in a terminal with bracketed paste; lines are separated by `\n`.
    case pasted(String)
    /// The terminal answered a query.
    case reported(TerminalReport)
    /// The screen changed to this size.
    case resized(Size)
    /// The terminal hung up, or the process was asked to terminate.
    case terminated
}

/// A mouse action and its position.
package struct MouseEvent: Hashable, Sendable {
    /// The kind of mouse action.
    package enum Kind: Hashable, Sendable {
        /// The left button was pressed.
        case press
        /// The left button was released.
        case release
        /// The mouse moved while the left button was down.
        case drag
        /// The wheel was turned away from the user.
        case wheelUp
        /// The wheel was turned towards the user.
        case wheelDown
    }

    package var kind: Kind
    /// The cell under the pointer.
    package var point: Point

    package init(_ kind: Kind, at point: Point) {
        self.kind = kind
        self.point = point
    }
}
