/// One line of text that is being written, with a cursor and what was written before.
struct LinePrompt: Hashable, Sendable {
    /// More is no line that a person writes.
    static let maximumLength = 4096

    private var characters: [Character]
    /// Characters before the cursor.
    private(set) var cursor: Int
    /// What was taken before, oldest first.
    private let history: [String]
    /// Where in the history the text comes from; its end is what is being written.
    private var place: Int
    /// What was being written when the history was entered.
    private var draft: [Character] = []

    init(_ text: String = "", history: [String] = []) {
        characters = Array(text.prefix(Self.maximumLength))
        cursor = characters.count
        self.history = history
        place = history.count
    }

    var text: String { String(characters) }

    /// The text before and from the cursor on.
    var parts: (before: String, after: String) {
        (String(characters[..<cursor]), String(characters[cursor...]))
    }

    /// Does what a key means to it, as a shell does; false where it means nothing to it.
    mutating func edit(_ key: KeyPress) -> Bool {
        switch (key.key, key.modifiers) {
        case (.character(let character), []), (.character(let character), .shift): insert(String(character))
        case (.left, []), (.character("b"), .control): cursor = max(0, cursor - 1)
        case (.right, []), (.character("f"), .control): cursor = min(characters.count, cursor + 1)
        case (.left, .control), (.left, .alt), (.character("b"), .alt): cursor = wordStart
        case (.right, .control), (.right, .alt), (.character("f"), .alt): cursor = wordEnd
        case (.home, _), (.character("a"), .control): cursor = 0
        case (.end, _), (.character("e"), .control): cursor = characters.count
        case (.backspace, []), (.backspace, .shift), (.character("h"), .control): remove(max(0, cursor - 1)..<cursor)
        case (.delete, _), (.character("d"), .control): remove(cursor..<min(characters.count, cursor + 1))
        case (.character("w"), .control), (.backspace, .alt): remove(wordStart..<cursor)
        case (.character("u"), .control): remove(0..<cursor)
        case (.character("k"), .control): remove(cursor..<characters.count)
        case (.up, []), (.character("p"), .control): recall(place - 1)
        case (.down, []), (.character("n"), .control): recall(place + 1)
        default: return false
        }
        return true
    }

    /// Puts a text at the cursor; what ends lines becomes a space, since this is one.
    mutating func insert(_ text: String) {
        let room = max(0, Self.maximumLength - characters.count)
        let line = text.prefix(room).compactMap { character -> Character? in
            if character.isNewline || character == "\t" { return " " }
            return character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? character : nil
        }
        // A mark joins the character before it, so that the count is not the sum.
        let before = String(characters[..<cursor]) + String(line)
        let after = String(characters[cursor...])
        cursor = before.count
        characters = Array(before + after)
        cursor = min(cursor, characters.count)
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    private mutating func recall(_ index: Int) {
        guard index >= 0, index <= history.count, index != place else { return }
        if place == history.count { draft = characters }
        place = index
        characters = index == history.count ? draft : Array(history[index])
        cursor = characters.count
    }

    private var wordStart: Int {
        var index = cursor
        while index > 0, characters[index - 1].isWhitespace { index -= 1 }
        while index > 0, !characters[index - 1].isWhitespace { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = cursor
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        while index < characters.count, !characters[index].isWhitespace { index += 1 }
        return index
    }
}
