/// Hashes of words and word sequences, keyed so that a hash does not tell its word to anybody without the key.
///
/// A word is a run of letters and digits; case, punctuation and spaces do not count. So `(937) 555-0196` and
/// `937.555.0196` are the same sequence.
struct WordHash: Sendable {
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    /// The hash of the empty sequence.
    var start: UInt64 { seed }

    /// Returns the hash of a sequence that is longer by one word.
    func appending(_ word: UInt64, to sequence: UInt64) -> UInt64 {
        Self.mix((sequence &* 0x9E37_79B9_7F4A_7C15) ^ word)
    }

    /// A word's hash and what is known of its characters.
    struct Word: Hashable, Sendable {
        var hash: UInt64
        var length: Int
        var hasDigit: Bool
    }

    /// Replaces `words` by those of a text.
    func read(_ text: UnsafeRawBufferPointer, into words: inout [Word]) {
        words.removeAll(keepingCapacity: true)
        var (hash, length, hasDigit) = (seed, 0, false)
        for byte in text {
            var byte = byte
            switch byte {
            case 0x30...0x39: hasDigit = true
            case 0x41...0x5A: byte |= 0x20
            case 0x61...0x7A, 0x80...: break
            default:
                if length > 0 { words.append(Word(hash: Self.mix(hash), length: length, hasDigit: hasDigit)) }
                (hash, length, hasDigit) = (seed, 0, false)
                continue
            }
            // FNV-1a. Source: http://www.isthe.com/chongo/tech/comp/fnv/
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            length += 1
        }
        if length > 0 { words.append(Word(hash: Self.mix(hash), length: length, hasDigit: hasDigit)) }
    }

    /// The finalizer of MurmurHash3: every bit of the input affects every bit of the result.
    private static func mix(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ (value >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ (value >> 33)
    }
}
