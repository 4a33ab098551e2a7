/// The status and headers of an answer.
struct ResponseHead: Hashable, Sendable {
    var status: Int
    /// Names in lower case, in the order in which they came.
    var headers: [Header]
    /// Of the protocol, 0 or 1.
    var minorVersion: Int

    struct Header: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// The first header of a name, which is given in lower case.
    subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Whether the header lists a token, such as `chunked`.
    func lists(_ token: String, in name: String) -> Bool {
        headers.contains { header in
            header.name == name
                && header.value.split(separator: ",").contains { part in
                    part.trimmingSpaces.lowercased() == token
                }
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    var trimmingSpaces: SubSequence {
        var rest = self[...]
        while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        return rest.drop { $0 == " " || $0 == "\t" }
    }
}
