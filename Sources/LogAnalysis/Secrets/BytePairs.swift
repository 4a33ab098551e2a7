/// A set of byte pairs, for finding candidate positions in a line with one lookup per two bytes.
struct BytePairs: Sendable {
    /// One bit for each pair, the first byte in the low half: 8 KiB, which fit in the L1 cache.
    private var bits: [UInt64] = Array(repeating: 0, count: 1024)

    mutating func insert(_ first: UInt8, _ second: UInt8) {
        let pair = Int(first) | Int(second) << 8
        bits[pair >> 6] |= 1 << UInt64(pair & 63)
    }

    func withBits<Value>(_ body: (Finder) -> Value) -> Value {
        bits.withUnsafeBufferPointer { body(Finder(bits: $0)) }
    }

    struct Finder {
        fileprivate var bits: UnsafeBufferPointer<UInt64>

        /// The first position at or after `start` of a pair in the set. The last byte of a line starts no pair.
        @inline(__always)
        func next(in line: Bytes, from start: Int) -> Int? {
            let end = line.count - 1
            var place = start
            // One branch for three positions, since most match nothing.
            while place + 2 < end {
                let word = line.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian
                let first = bit(word & 0xFFFF)
                let second = bit(word >> 8 & 0xFFFF)
                let third = bit(word >> 16)
                if first | second | third != 0 { return first != 0 ? place : second != 0 ? place + 1 : place + 2 }
                place += 3
            }
            while place < end {
                if bit(UInt32(line[place]) | UInt32(line[place + 1]) << 8) != 0 { return place }
                place += 1
            }
            return nil
        }

        @inline(__always)
        private func bit(_ pair: UInt32) -> UInt64 { bits[Int(pair >> 6)] >> UInt64(pair & 63) & 1 }
    }
}
