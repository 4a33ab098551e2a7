/// The original values of the sensitive columns, as keyed hashes: what the result is searched for.
///
/// A value of several words, or with a digit in it, is found anywhere in a text. A single word of letters, such as a
/// title, is an everyday word and is only found where it is the whole value of a sensitive column. The start of a long
/// text is found anywhere, too.
package struct OriginalValues: Sendable {
    /// The longest sequence of words that is found inside a text.
    private static let longest = 4
    /// Shorter values are no secrets by themselves, and occur everywhere.
    private static let shortestWord = 4
    private static let shortestCode = 5
    /// Distinguishes everyday words from the others.
    private static let everyday: UInt64 = 0x5AFE_C0DE_0BAD_F00D

    private let hasher: WordHash
    private var filter: BloomFilter
    private var words: [WordHash.Word] = []
    /// The last hashes by a few of their bits, since most values occur more than once.
    private var recent: [UInt64]
    /// Hashes that were added since they were last taken.
    private var added: [UInt64] = []

    /// - Parameters:
    ///   - seed: the key of the hashes.
    ///   - bits: the size of the filter, see ``BloomFilter``.
    package init(seed: UInt64, bits: Int = 27) {
        hasher = WordHash(seed: seed)
        filter = BloomFilter(bits: bits)
        recent = [UInt64](repeating: 0, count: 1 << 14)
    }

    /// Adds a value.
    package mutating func add(_ value: UnsafeRawBufferPointer) {
        hasher.read(value, into: &words)
        guard let first = words.first else { return }
        if words.count == 1 {
            let isCode = first.hasDigit && first.length >= Self.shortestCode
            guard isCode || first.length >= Self.shortestWord else { return }
            let hash = hasher.appending(first.hash, to: hasher.start)
            insert(isCode ? hash : hash ^ Self.everyday)
            return
        }
        var sequence = hasher.start
        for (index, word) in words.enumerated() {
            sequence = hasher.appending(word.hash, to: sequence)
            if index + 1 == Self.longest { insert(sequence) }
        }
        if words.count != Self.longest, isFindable(words[...]) { insert(sequence) }
    }

    /// Whether a sequence of words is long enough to be searched for. Two initials or numbers of two digits are not.
    private func isFindable(_ words: ArraySlice<WordHash.Word>) -> Bool {
        words.reduce(0) { $0 + $1.length } > Self.shortestCode
    }

    private mutating func insert(_ hash: UInt64) {
        let slot = Int(hash & UInt64(recent.count - 1))
        guard recent[slot] != hash else { return }
        recent[slot] = hash
        filter.insert(hash)
        added.append(hash)
    }

    /// The number of hashes that wait to be taken.
    package var waiting: Int { added.count }

    /// Returns the hashes that were added since the last call. They may repeat.
    package mutating func takeAdded() -> [UInt64] {
        defer { added.removeAll(keepingCapacity: true) }
        return added
    }

    /// Returns the hash of something in a text that is probably an original value; nil if nothing is.
    /// - Parameter isSensitive: whether the text is the whole value of a sensitive column.
    package mutating func suspect(in text: UnsafeRawBufferPointer, isSensitive: Bool) -> UInt64? {
        hasher.read(text, into: &words)
        for start in words.indices {
            var sequence = hasher.start
            for place in start..<min(start + Self.longest, words.endIndex) {
                sequence = hasher.appending(words[place].hash, to: sequence)
                if place == start, !words[start].hasDigit || words[start].length < Self.shortestCode { continue }
                if filter.contains(sequence), place == start || isFindable(words[start...place]) { return sequence }
            }
        }
        guard words.count == 1 || words.count > Self.longest else { return nil }
        let whole = words.reduce(hasher.start) { hasher.appending($1.hash, to: $0) }
        if words.count > 1 { return filter.contains(whole) ? whole : nil }
        guard isSensitive, words[0].length >= Self.shortestWord else { return nil }
        let word = whole ^ Self.everyday
        return filter.contains(word) ? word : nil
    }
}
