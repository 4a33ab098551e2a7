/// Programs of the system that the application makes use of; whoever runs it says how.
package protocol SystemTools: Sendable {
    /// Gives a text to the desktop's clipboard; false where there is no program for that, or it failed. Returns soon.
    func copy(_ text: String) async -> Bool

    /// Shows a text in a program of the user's at a line, counted from 1, on the terminal of this process, which is his
    /// own until he leaves. Ends the program where the task is cancelled.
    ///
    /// - Returns: why it cannot be shown; nil where it was.
    func show(_ text: String, line: Int, in viewer: TextViewer) async -> String?
}

/// A program that shows text.
package enum TextViewer: Hashable, Sendable {
    /// `$PAGER`.
    case pager
    /// `$EDITOR`.
    case editor
}

/// A system without any.
struct NoSystemTools: SystemTools {
    func copy(_ text: String) async -> Bool { false }

    func show(_ text: String, line: Int, in viewer: TextViewer) async -> String? { "no program to show it with" }
}
