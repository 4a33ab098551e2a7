/// Masks the values of secrets in texts: `••••` stands for each, whatever its length.
///
/// - The values of the secrets it is made with are masked wherever they stand, percent-encoded and JSON-escaped as well.
///   Weak ones (shorter than 4 bytes, numbers, very common words, and those that something else is called too) only behind a
///   key that names a secret.
/// - Whatever its value: the password of a URL, `key=value` and `"key": value` whose key names a secret (``SecretName``), and
///   what follows `Authorization:` and `Bearer`.
public struct SecretMasker: Sendable {
    /// What stands for a value.
    public static let mask = "••••"

    private let values: SecretValues
    /// Of each byte, whether something to be masked may begin there.
    private let isTrigger: [Bool]

    /// - Parameters:
    ///   - secrets: variables that hold secrets. Those whose name says that they do not are taken as well: see
    ///     ``init(variables:services:)`` for choosing.
    ///   - others: values of other variables and names of services: a secret that equals one is weak.
    public init(secrets: [(name: String, value: String)], others: [String]) {
        values = SecretValues(secrets.map(\.value), others: Set(others))
        var isTrigger = Array(repeating: false, count: 256)
        for byte in UInt8.min...UInt8.max { isTrigger[Int(byte)] = values.mayBegin(with: byte) }
        for byte in ":=".utf8 { isTrigger[Int(byte)] = true }
        isTrigger[Int(UInt8(ascii: " "))] = true
        self.isTrigger = isTrigger
    }

    /// Chooses the secrets among variables by their names.
    public init(variables: [(name: String, value: String)], services: [String]) {
        self.init(
            secrets: variables.filter { SecretName.isSecret($0.name) },
            others: services + variables.filter { !SecretName.isSecret($0.name) }.map(\.value)
        )
    }

    /// Whether it knows no value; keys and URLs are masked all the same.
    public var isEmpty: Bool { values.isEmpty }

    /// The text with masks in the place of secrets.
    public func mask(_ text: String) -> String {
        var text = text
        guard let masked = text.withUTF8({ masked(UnsafeRawBufferPointer($0)) }) else { return text }
        return String(decoding: masked, as: UTF8.self)
    }

    /// A line's bytes with masks in the place of secrets; nil where there is nothing to mask.
    public func masked(_ line: UnsafeRawBufferPointer) -> [UInt8]? {
        let ranges = ranges(in: line)
        guard !ranges.isEmpty else { return nil }
        var masked: [UInt8] = []
        masked.reserveCapacity(line.count + 16)
        var place = 0
        for range in ranges {
            masked.append(contentsOf: line.part(place..<range.lowerBound))
            masked.append(contentsOf: Self.mask.utf8)
            place = range.upperBound
        }
        masked.append(contentsOf: line.part(place..<line.count))
        return masked
    }

    /// What is to be masked, in order and apart from each other.
    private func ranges(in line: Bytes) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        isTrigger.withUnsafeBufferPointer { isTrigger in
            var place = 0
            while place < line.count {
                let byte = line[place]
                guard isTrigger[Int(byte)] else {
                    place += 1
                    continue
                }
                var range: Range<Int>?
                if let length = values.length(at: place, in: line) {
                    range = place..<place + length
                } else {
                    range = SecretPlaces.range(at: place, in: line, weak: values.weak)
                }
                guard let range, !range.isEmpty else {
                    place += 1
                    continue
                }
                // A known value may be longer than the place shows, and begin within it.
                var end = range.upperBound
                var inner = range.lowerBound
                while inner < end {
                    if let length = values.length(at: inner, in: line) { end = max(end, inner + length) }
                    inner += 1
                }
                ranges.append(range.lowerBound..<end)
                place = end
            }
        }
        return ranges
    }
}
