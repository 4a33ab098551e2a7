/// External programs that the application uses; the caller of ``TerminalApp`` provides them.
package protocol SystemTools: Sendable {
    /// Copies a text to the desktop clipboard. Returns false if no program for that exists or it failed. Returns
    /// quickly.
    func copy(_ text: String) async -> Bool

    /// Shows a text in the user's viewer at a line, counted from 1, on this process's terminal, which the viewer owns
    /// until it exits. Cancelling the task terminates the viewer.
    ///
    /// - Returns: why the text could not be shown; nil on success.
    func show(_ text: String, line: Int, in viewer: TextViewer) async -> String?
}

/// A program that displays text.
package enum TextViewer: Hashable, Sendable {
    /// `$PAGER`.
    case pager
    /// `$EDITOR`.
    case editor
}

/// No external programs.
struct NoSystemTools: SystemTools {
    func copy(_ text: String) async -> Bool { false }

    func show(_ text: String, line: Int, in viewer: TextViewer) async -> String? { "no pager or editor available" }
}
