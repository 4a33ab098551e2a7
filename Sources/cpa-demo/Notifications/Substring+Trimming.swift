extension Substring {
    /// The text without white space at its ends.
    var trimmed: Substring {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String { String(self[...].trimmed) }
}
