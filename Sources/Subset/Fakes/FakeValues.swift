/// The made-up values of a pull.
struct FakeValues: Sendable {
    /// No made-up value could be found that is not an original one.
    struct Exhausted: Error {
        var reason: String
    }

    private static let attempts: UInt64 = 64

    private let key: FakeKey
    /// The last values by some bits of their fingerprint.
    private var recent = [(fingerprint: UInt64, value: String)](repeating: (0, ""), count: 1 << 13)
    /// The originals to which numbers of narrow kinds belong, by fingerprints.
    private var owners: [UInt64: UInt64] = [:]

    init(key: FakeKey) { self.key = key }

    /// Returns the made-up value of an original.
    /// - Parameter originals: the values that it must not be.
    mutating func value(
        for original: UnsafeRawBufferPointer,
        _ kind: FakeKind,
        isUnique: Bool,
        avoiding originals: inout OriginalValues
    ) throws(Exhausted) -> String {
        let fingerprint = Fingerprint.of(original, seed: kind.seed &* 2 &+ (isUnique ? 1 : 0))
        let slot = Int(fingerprint & UInt64(recent.count - 1))
        if recent[slot].fingerprint == fingerprint { return recent[slot].value }
        let number = key.number(kind.rawValue, original)
        for attempt in 0..<Self.attempts {
            var draws = FakeDraws(number &+ attempt &* 0xA076_1D64_78BD_642F)
            var value = kind.value(&draws, original: original, isUnique: isUnique)
            // Towns and streets run out in a source that was itself made up.
            if attempt >= Self.attempts / 2, !kind.isNumber { value = kind.extended(value, &draws) }
            let isFree = value.withUTF8 { text in
                let text = UnsafeRawBufferPointer(text)
                guard originals.suspect(in: text, isSensitive: true) == nil else { return false }
                return !kind.isNarrow(isUnique) || claim(Fingerprint.of(text, seed: kind.seed), fingerprint)
            }
            guard isFree else { continue }
            recent[slot] = (fingerprint, value)
            return value
        }
        throw Exhausted(reason: "no \(kind.rawValue) is left that is not an original one")
    }

    /// Whether a value belongs to this original, or to none yet.
    private mutating func claim(_ value: UInt64, _ original: UInt64) -> Bool {
        guard owners.count < 4 << 20 else { return true }
        if let owner = owners[value] { return owner == original }
        owners[value] = original
        return true
    }
}

extension FakeKind {
    /// Whether two originals may get the same value although they must not.
    fileprivate func isNarrow(_ isUnique: Bool) -> Bool {
        switch self {
        case .ssn, .ein, .tin: true
        case .phone, .postalCode: isUnique
        case .person, .company, .email, .street, .city, .text, .fileName, .slug, .url, .hash: false
        }
    }

    /// Whether the value is a number of a fixed form, which nothing can be appended to.
    fileprivate var isNumber: Bool {
        switch self {
        case .ssn, .ein, .tin, .phone, .postalCode, .hash: true
        case .person, .company, .email, .street, .city, .text, .fileName, .slug, .url: false
        }
    }

    /// Returns a longer value of the same form.
    fileprivate func extended(_ value: String, _ draws: inout FakeDraws) -> String {
        let code = draws.code(8)
        return switch self {
        case .email: "\(code.lowercased()).\(value)"
        case .slug: "\(value)-\(code.lowercased())"
        case .url: "\(value)/\(code.lowercased())"
        case .fileName: "\(code) \(value)"
        default: "\(value) \(code)"
        }
    }

    fileprivate var seed: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) + 1 }
}
