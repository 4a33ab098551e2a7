/// The path to a field of a line: names from the outermost object inward.
struct FieldPath: Sendable, Hashable {
    let names: [[UInt8]]
    /// The dotted names from each depth on: logfmt has no objects, and some JSON has keys such as `"user.name"`.
    private let joined: [[UInt8]]

    init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        let bytes = self.names
        joined = bytes.indices.map { Array(bytes[$0...].joined(separator: [UInt8(ascii: ".")])) }
    }

    /// A text that every line with this field contains.
    var neededText: [UInt8]? { names.last.flatMap { $0.isEmpty ? nil : $0 } }

    /// Passes the field to `body` and returns its result; false if the line has no such field.
    func find(in line: Bytes, _ body: (FieldToken) -> Bool) -> Bool {
        let start = line.skippingBlanks(from: 0)
        guard start < line.count else { return false }
        if line[start] == UInt8(ascii: "{") { return find(in: line, objectAt: start, from: 0, body) }
        var pairs = LogfmtFields(line, at: start)
        while let token = pairs.next() {
            if line.part(token.name).elementsEqual(joined[0]) { return body(token) }
        }
        // JSON after a prefix, as in `INFO app: {"status":500}`.
        guard let brace = line.firstIndex(of: UInt8(ascii: "{")) else { return false }
        return find(in: line, objectAt: brace, from: 0, body)
    }

    private func find(
        in line: Bytes,
        objectAt start: Int,
        from depth: Int,
        _ body: (FieldToken) -> Bool
    ) -> Bool {
        guard var fields = JSONFields(line, at: start) else { return false }
        while let token = fields.next() {
            let name = line.part(token.name)
            if name.elementsEqual(joined[depth]) { return body(token) }
            if depth + 1 < names.count, token.kind == .nested, name.elementsEqual(names[depth]),
                find(in: line, objectAt: token.value.lowerBound, from: depth + 1, body)
            {
                return true
            }
        }
        return false
    }
}
