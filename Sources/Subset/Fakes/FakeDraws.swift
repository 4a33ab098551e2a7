import Crypto

/// The key of a stack from which all made-up values follow.
package struct FakeKey: Sendable {
    private let key: SymmetricKey

    package init(_ bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// Returns a number that is determined by the purpose and the value, and that nobody can compute without the key.
    package func number(_ purpose: String, _ value: UnsafeRawBufferPointer) -> UInt64 {
        var authentication = HMAC<SHA256>(key: key)
        authentication.update(data: Array(purpose.utf8) + [0])
        authentication.update(data: value)
        return authentication.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    package func number(_ purpose: String, _ value: String) -> UInt64 {
        var value = value
        return value.withUTF8 { number(purpose, UnsafeRawBufferPointer($0)) }
    }
}

/// A sequence of numbers that follows from a first one. Source: SplitMix64, Steele et al., OOPSLA 2014.
package struct FakeDraws: Sendable {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Returns a number from 0 to below the limit.
    package mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    package mutating func pick<Element>(_ items: [Element]) -> Element { items[below(items.count)] }

    /// Returns digits, as many as wanted.
    package mutating func digits(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in UInt8(ascii: "0") + UInt8(below(10)) }, as: UTF8.self)
    }

    /// Returns letters and digits that cannot be mistaken for one another. Source: Crockford's Base32.
    package mutating func code(_ count: Int) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        let bits = next()
        return String(decoding: (0..<count).map { alphabet[Int(bits >> UInt64($0 * 5) & 31)] }, as: UTF8.self)
    }
}
