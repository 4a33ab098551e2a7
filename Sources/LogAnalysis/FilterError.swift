/// A part of a filter that cannot be understood.
public struct FilterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The part, as it was written.
    public var text: String
    /// Where in it reading stopped: bytes from its beginning.
    public var offset: Int
    /// What is wrong.
    public var message: String
    /// What to write instead; nil where there is nothing to advise.
    public var hint: String?

    /// An error at a place of a text.
    public init(_ text: String, at offset: Int, _ message: String, hint: String? = nil) {
        self.text = text
        self.offset = offset
        self.message = message
        self.hint = hint
    }

    /// What is wrong, in one line; with the column where that is not the first.
    public var description: String {
        let column = String(decoding: text.utf8.prefix(offset), as: UTF8.self).count + 1
        return "'\(text)': \(message)" + (column > 1 ? " at column \(column)" : "")
    }
}
