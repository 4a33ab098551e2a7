/// A message, or a part of one: header fields and a body. Source: RFC 2045 and 2046.
struct MIMEEntity {
    private static let depthLimit = 8

    private let fields: [(name: String, value: String)]
    private let body: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        var fields: [(name: String, value: String)] = []
        var rest = bytes
        while let line = rest.popLine(), !line.isEmpty {
            let text = String(decoding: line, as: UTF8.self)
            if text.first == " " || text.first == "\t" {
                // The field before it is folded.
                if !fields.isEmpty { fields[fields.count - 1].value += " \(text[...].trimmed)" }
            } else if let colon = text.firstIndex(of: ":") {
                let name = text[..<colon].lowercased()
                fields.append((name, String(text[text.index(after: colon)...].trimmed)))
            }
        }
        self.fields = fields
        body = rest
    }

    /// The value of the first field with that name, in lowercase.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Returns the text of the first part of a media type that is not an attachment.
    func text(ofType type: String, depth: Int = 0) -> String? {
        let content = MIMEParameters(self["content-type"] ?? "text/plain")
        if content.value.hasPrefix("multipart/") {
            guard depth < Self.depthLimit, let boundary = content["boundary"], !boundary.isEmpty else { return nil }
            for part in parts(boundary) {
                if let text = MIMEEntity(part).text(ofType: type, depth: depth + 1) { return text }
            }
            return nil
        }
        guard content.value == type, MIMEParameters(self["content-disposition"] ?? "").value != "attachment" else {
            return nil
        }
        let encoding = MIMEEncoding(name: self["content-transfer-encoding"] ?? "")
        return MIMECharset.text(encoding.decode(body), content["charset"] ?? "")
    }

    /// The bytes between the boundary's lines.
    private func parts(_ boundary: String) -> [ArraySlice<UInt8>] {
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var rest = body
        while !rest.isEmpty {
            let lineStart = rest.startIndex
            guard let line = rest.popLine() else { break }
            guard line.starts(with: delimiter) else { continue }
            let end = line.dropFirst(delimiter.count)
            let isLast = end.starts(with: "--".utf8)
            guard isLast || end.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { continue }
            if let start { parts.append(body[start..<lineStart].withoutLineEnd) }
            start = rest.startIndex
            if isLast { return parts }
        }
        // A message that is cut off.
        if let start { parts.append(body[start...]) }
        return parts
    }
}

extension ArraySlice<UInt8> {
    /// Removes the first line and returns it without its end, which is CR LF or LF. Returns nil if nothing is left.
    mutating func popLine() -> ArraySlice<UInt8>? {
        guard !isEmpty else { return nil }
        let end = firstIndex(of: UInt8(ascii: "\n"))
        let line = self[startIndex..<(end ?? endIndex)]
        self = end.map { self[($0 + 1)...] } ?? []
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    fileprivate var withoutLineEnd: ArraySlice<UInt8> {
        guard last == UInt8(ascii: "\n") else { return self }
        let line = dropLast()
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}
