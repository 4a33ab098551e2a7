/// Something that happened at a ``Screen``.
package enum ScreenEvent: Hashable, Sendable {
    /// A key was pressed.
    case key(KeyPress)
    /// The mouse was used.
    case mouse(MouseEvent)
    /// Text was pasted, by a terminal that tells it from what is typed; lines are separated by `\n`.
    case pasted(String)
    /// The terminal answered a question.
    case reported(TerminalReport)
    /// The screen has this size now.
    case resized(Size)
    /// The terminal is gone, or the process is asked to end.
    case terminated
}

/// What was done with the mouse, and where.
package struct MouseEvent: Hashable, Sendable {
    /// What was done.
    package enum Kind: Hashable, Sendable {
        /// The left button went down.
        case press
        /// The left button went up.
        case release
        /// The mouse moved while the left button was down.
        case drag
        /// The wheel was turned away from the user.
        case wheelUp
        /// The wheel was turned towards the user.
        case wheelDown
    }

    /// What was done.
    package var kind: Kind
    /// The cell under the pointer.
    package var point: Point

    /// A use of the mouse.
    package init(_ kind: Kind, at point: Point) {
        self.kind = kind
        self.point = point
    }
}
