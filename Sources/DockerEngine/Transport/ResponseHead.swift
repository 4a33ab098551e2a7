/// The status and headers of a response.
struct ResponseHead: Hashable, Sendable {
    var status: Int
    /// Headers in the order received, with names in lower case.
    var headers: [Header]
    /// The minor version of HTTP/1: 0 or 1.
    var minorVersion: Int

    struct Header: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// The first header of that name, which must be in lower case.
    subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Whether the header contains a token, such as `chunked`.
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
    /// The text without leading and trailing spaces and tabs.
    var trimmingSpaces: SubSequence {
        var rest = self[...]
        while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        return rest.drop { $0 == " " || $0 == "\t" }
    }
}
