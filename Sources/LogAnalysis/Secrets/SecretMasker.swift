/// Masks secrets in text: each becomes `••••`, regardless of its length.
///
/// - Known values are masked everywhere, however they are escaped or encoded (``SecretPattern``, ``EncodedForms``). Weak
///   ones (``SecretStrength``: short, common, or equal to a harmless value) are masked only after a key that names a secret.
/// - Masked regardless of the value are the password of a URL, `key=value` and `"key": value` whose key names a secret
///   (``SecretName``), and the credentials after `Authorization:` and `Bearer`.
package struct SecretMasker: Sendable {
    /// The replacement for a secret.
    package static let mask = "••••"

    /// The edges at which a line was split from a longer one, so that a secret may span them.
    package struct Edges: Sendable, Hashable {
        /// The line continues an earlier part.
        package var begins: Bool
        /// A later part continues the line.
        package var ends: Bool

        package init(begins: Bool, ends: Bool) {
            self.begins = begins
            self.ends = ends
        }

        /// A whole line.
        package static let whole = Edges(begins: false, ends: false)
    }

    private let values: SecretValues
    /// Byte pairs at which a secret may start.
    private let starts: BytePairs

    /// - Parameters:
    ///   - secrets: variables that hold secrets, whatever their names; ``init(variables:services:)`` selects by name.
    ///   - others: values of other variables, and service names. A secret that equals one of them is weak, unless it is so
    ///     long and mixed that the other variable must hold the same secret.
    package init(secrets: [(name: String, value: String)], others: [String]) {
        values = SecretValues(secrets.map(\.value), others: Set(others))
        var starts = BytePairs()
        values.mark(&starts)
        for byte in UInt8.min...UInt8.max {
            starts.insert(UInt8(ascii: ":"), byte)
            starts.insert(UInt8(ascii: "="), byte)
        }
        // "Bearer "; a blank alone is too common.
        starts.insert(UInt8(ascii: "r"), 0x20)
        starts.insert(UInt8(ascii: "R"), 0x20)
        self.starts = starts
    }

    /// Selects secrets among variables by name, plus those within any value: the password of a URL, or the value of a key.
    package init(variables: [(name: String, value: String)], services: [String]) {
        var secrets: [(name: String, value: String)] = []
        var others = services
        for variable in variables {
            if SecretName.isSecret(variable.name) { secrets.append(variable) } else { others.append(variable.value) }
            // A password equal to the user name would mask that name everywhere.
            if let user = ContextualSecrets.userName(ofURL: variable.value) { others.append(user) }
            for value in ContextualSecrets.secrets(within: variable.value, isSecret: SecretName.isSecret(variable.name))
            {
                secrets.append((variable.name, value))
            }
        }
        // A part of a service name appears everywhere.
        others += secrets.map(\.value).filter { value in services.contains { $0.contains(value) } }
        self.init(secrets: secrets, others: others)
    }

    /// Whether no values are known. Keys and URLs are still masked.
    package var isEmpty: Bool { values.isEmpty }

    /// Returns the text with its secrets masked.
    package func mask(_ text: String) -> String {
        var text = text
        guard let masked = text.withUTF8({ masked(UnsafeRawBufferPointer($0)) }) else { return text }
        return String(decoding: masked, as: UTF8.self)
    }

    /// Returns a line's bytes with its secrets masked; nil if there is nothing to mask.
    package func masked(_ line: UnsafeRawBufferPointer, edges: Edges = .whole) -> [UInt8]? {
        let ranges = ranges(in: line, edges)
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

    /// The ranges to mask, sorted and disjoint.
    private func ranges(in line: Bytes, _ edges: Edges) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        if edges.begins, let end = values.endOfRest(in: line, isCut: edges.ends) {
            ranges.append(0..<end)
            start = end
        }
        starts.withBits { starts in
            var place = start
            while let next = starts.next(in: line, from: place) {
                place = next
                guard let range = range(at: place, in: line, edges), !range.isEmpty else {
                    place += 1
                    continue
                }
                // A known value may start within the range and extend beyond it.
                var last = range.upperBound
                var inner = max(place + 1, range.lowerBound)
                while inner < min(last, line.count) {
                    if let longer = values.range(at: inner, in: line, isCut: edges.ends) {
                        last = max(last, longer.upperBound)
                    }
                    inner += 1
                }
                let first = max(range.lowerBound, ranges.last?.upperBound ?? 0)
                ranges.append(first..<last)
                place = last
            }
        }
        return ranges
    }

    private func range(at place: Int, in line: Bytes, _ edges: Edges) -> Range<Int>? {
        values.range(at: place, in: line, isCut: edges.ends)
            ?? ContextualSecrets.range(
                at: line[place] | 0x20 == UInt8(ascii: "r") ? place + 1 : place,
                in: line,
                weak: values.weak
            )
    }
}
