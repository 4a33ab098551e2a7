/// A set of hashes in fixed memory. It may contain more than was inserted, never less.
struct BloomFilter: Sendable {
    private var words: [UInt64]
    private let mask: UInt64
    private static let probes = 4

    /// - Parameter bits: the number of bits as a power of two. 2^27 hold ten million hashes with 0.4 % of false answers.
    init(bits: Int) {
        words = [UInt64](repeating: 0, count: 1 << (bits - 6))
        mask = 1 << UInt64(bits) - 1
    }

    mutating func insert(_ hash: UInt64) {
        var place = hash
        let step = hash >> 32 | 1
        for _ in 0..<Self.probes {
            words[Int((place & mask) >> 6)] |= 1 << (place & 63)
            place &+= step
        }
    }

    func contains(_ hash: UInt64) -> Bool {
        var place = hash
        let step = hash >> 32 | 1
        for _ in 0..<Self.probes {
            if words[Int((place & mask) >> 6)] & (1 << (place & 63)) == 0 { return false }
            place &+= step
        }
        return true
    }
}
