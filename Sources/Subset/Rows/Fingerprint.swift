/// A hash by which caches find values.
enum Fingerprint {
    /// FNV-1a. Source: http://www.isthe.com/chongo/tech/comp/fnv/
    static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var hash = 0xCBF2_9CE4_8422_2325 ^ seed
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ hash >> 32
    }
}
