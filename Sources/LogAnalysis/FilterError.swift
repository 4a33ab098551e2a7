/// A part of a filter that cannot be understood.
package struct FilterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The part, as it was written.
    package var text: String
    /// Where in it reading stopped: bytes from its beginning.
    package var offset: Int
    /// What is wrong.
    package var message: String
    /// What to write instead; nil where there is nothing to advise.
    package var hint: String?

    /// An error at a place of a text.
    package init(_ text: String, at offset: Int, _ message: String, hint: String? = nil) {
        self.text = text
        self.offset = offset
        self.message = message
        self.hint = hint
    }

    /// What is wrong, in one line; with the column where that is not the first.
    package var description: String {
        let column = String(decoding: text.utf8.prefix(offset), as: UTF8.self).count + 1
        return "'\(text)': \(message)" + (column > 1 ? " at column \(column)" : "")
    }
}
