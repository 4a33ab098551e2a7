/// An invalid part of a filter.
package struct FilterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The part as the user wrote it.
    package var text: String
    /// The byte offset of the error in `text`.
    package var offset: Int
    package var message: String
    /// What to write instead.
    package var hint: String?

    package init(_ text: String, at offset: Int, _ message: String, hint: String? = nil) {
        self.text = text
        self.offset = offset
        self.message = message
        self.hint = hint
    }

    /// The error in one line, with the column unless that is 1.
    package var description: String {
        let column = String(decoding: text.utf8.prefix(offset), as: UTF8.self).count + 1
        return "'\(text)': \(message)" + (column > 1 ? " at column \(column)" : "")
    }
}
