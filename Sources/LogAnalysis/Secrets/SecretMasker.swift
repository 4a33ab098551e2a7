/// Masks the values of secrets in texts: `••••` stands for each, whatever its length.
///
/// - The values of the secrets it is made with are masked wherever they stand, however they are escaped or encoded
///   (``SecretPattern``, ``EncodedForms``). Weak ones (``SecretStrength``: short, common, or those that something else is
///   called too) only behind a key that names a secret.
/// - Whatever its value: the password of a URL, `key=value` and `"key": value` whose key names a secret (``SecretName``), and
///   what follows `Authorization:` and `Bearer`.
package struct SecretMasker: Sendable {
    /// What stands for a value.
    package static let mask = "••••"

    /// Which edges of a line lie within a longer one, so that a secret may go over them.
    package struct Edges: Sendable, Hashable {
        /// The line goes on with an earlier one.
        package var begins: Bool
        /// A later one goes on with this.
        package var ends: Bool

        /// A line that goes on with an earlier one, or is gone on with.
        package init(begins: Bool, ends: Bool) {
            self.begins = begins
            self.ends = ends
        }

        /// A whole line.
        package static let whole = Edges(begins: false, ends: false)
    }

    private let values: SecretValues
    /// Where something to be masked may begin.
    private let starts: BytePairs

    /// - Parameters:
    ///   - secrets: variables that hold secrets. Those whose name says that they do not are taken as well: see
    ///     ``init(variables:services:)`` for choosing.
    ///   - others: values of other variables and names of services: a secret that equals one is weak, unless it is so long
    ///     and mixed that the other must be the same secret.
    package init(secrets: [(name: String, value: String)], others: [String]) {
        values = SecretValues(secrets.map(\.value), others: Set(others))
        var starts = BytePairs()
        values.mark(&starts)
        for byte in UInt8.min...UInt8.max {
            starts.insert(UInt8(ascii: ":"), byte)
            starts.insert(UInt8(ascii: "="), byte)
        }
        // "Bearer ": blanks alone are too many.
        starts.insert(UInt8(ascii: "r"), 0x20)
        starts.insert(UInt8(ascii: "R"), 0x20)
        self.starts = starts
    }

    /// Chooses the secrets among variables by their names; and what stands within the value of any as a password of a URL or
    /// behind a key.
    package init(variables: [(name: String, value: String)], services: [String]) {
        var secrets: [(name: String, value: String)] = []
        var others = services
        for variable in variables {
            if SecretName.isSecret(variable.name) { secrets.append(variable) } else { others.append(variable.value) }
            // A password that is the user's name would hide that name everywhere.
            if let user = SecretPlaces.userName(ofURL: variable.value) { others.append(user) }
            for value in SecretPlaces.secrets(within: variable.value, isSecret: SecretName.isSecret(variable.name)) {
                secrets.append((variable.name, value))
            }
        }
        // What is part of a service's name is seen everywhere.
        others += secrets.map(\.value).filter { value in services.contains { $0.contains(value) } }
        self.init(secrets: secrets, others: others)
    }

    /// Whether it knows no value; keys and URLs are masked all the same.
    package var isEmpty: Bool { values.isEmpty }

    /// The text with masks in the place of secrets.
    package func mask(_ text: String) -> String {
        var text = text
        guard let masked = text.withUTF8({ masked(UnsafeRawBufferPointer($0)) }) else { return text }
        return String(decoding: masked, as: UTF8.self)
    }

    /// A line's bytes with masks in the place of secrets; nil where there is nothing to mask.
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

    /// What is to be masked, in order and apart from each other.
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
                // A value that is known may begin within what was found, and be longer.
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
            ?? SecretPlaces.range(
                at: line[place] | 0x20 == UInt8(ascii: "r") ? place + 1 : place,
                in: line,
                weak: values.weak
            )
    }
}
