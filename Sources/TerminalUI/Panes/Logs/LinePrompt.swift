/// A line editor with a cursor and a history.
struct LinePrompt: Hashable, Sendable {
    /// Nobody types longer lines.
    static let maximumLength = 4096

    private var characters: [Character]
    /// The number of characters before the cursor.
    private(set) var cursor: Int
    /// The lines accepted before, oldest first.
    private let history: [String]
    /// The history index of the text; the end of the history is the draft.
    private var place: Int
    /// The line being edited when the history was entered.
    private var draft: [Character] = []

    init(_ text: String = "", history: [String] = []) {
        characters = Array(text.prefix(Self.maximumLength))
        cursor = characters.count
        self.history = history
        place = history.count
    }

    var text: String { String(characters) }

    /// The text before the cursor, and from it on.
    var parts: (before: String, after: String) {
        (String(characters[..<cursor]), String(characters[cursor...]))
    }

    /// Handles a key as a shell does. Returns false if the key has no meaning here.
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

    /// Inserts a text at the cursor. Line breaks and tabs become spaces.
    mutating func insert(_ text: String) {
        let room = max(0, Self.maximumLength - characters.count)
        let line = text.prefix(room).compactMap { character -> Character? in
            if character.isNewline || character == "\t" { return " " }
            return character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? character : nil
        }
        // A combining mark joins the character before it, so the counts do not add up.
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
