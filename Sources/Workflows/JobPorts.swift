/// The ports of a job's services in expressions, which act leaves empty.
enum JobPorts {
    /// Returns the text with each `job.services.NAME.ports[5432]`, quoted or not, replaced by the host port.
    static func replaced(in text: String, by ports: [String: [UInt16: UInt16]]) -> String {
        let head = "job.services."
        guard !ports.isEmpty, text.contains(head) else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: head) {
            result += rest[..<start.lowerBound]
            rest = rest[start.lowerBound...]
            guard let (port, end) = port(at: start.upperBound, in: rest, ports) else {
                result += head
                rest = rest[start.upperBound...]
                continue
            }
            result += "'\(port)'"
            rest = rest[end...]
        }
        return result + rest
    }

    private static func port(
        at start: String.Index,
        in text: Substring,
        _ ports: [String: [UInt16: UInt16]]
    ) -> (UInt16, String.Index)? {
        let name = text[start...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        var rest = text[name.endIndex...]
        guard let known = ports[String(name)], rest.hasPrefix(".ports[") else { return nil }
        rest = rest.dropFirst(".ports[".count).drop { $0 == "'" || $0 == "\"" || $0 == " " }
        let digits = rest.prefix { $0.isNumber }
        rest = rest[digits.endIndex...].drop { $0 == "'" || $0 == "\"" || $0 == " " }
        guard rest.first == "]", let number = UInt16(digits), let port = known[number] else { return nil }
        return (port, rest.index(after: rest.startIndex))
    }
}
