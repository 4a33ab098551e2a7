import Environments
import Foundations
import NIOHTTP1

/// Finds what a response says, such as a version.
enum StatementReader {
    private static let longestValue = 100

    static func value(
        of part: PlatformEnvironment.Statement.Part,
        status: HTTPResponseStatus,
        headers: HTTPHeaders,
        body: [UInt8]
    ) throws(CheckProblem) -> String {
        let value: String
        switch part {
        case .header(let name):
            guard let header = headers.first(name: name) else {
                throw CheckProblem(.garbled, "the response has no header \(name)")
            }
            value = header
        case .json(let path):
            // A page of an error is often no JSON; the status says more.
            guard let document = JSONValue(parsing: body) else {
                let isFine = (200..<300).contains(status.code)
                throw CheckProblem(.garbled, isFine ? "the response is not JSON" : "status \(status)")
            }
            guard let found = text(path[...], in: document) else {
                throw CheckProblem(.garbled, "the response has no text at \(path.joined(separator: "."))")
            }
            value = found
        }
        guard !value.isEmpty else { throw CheckProblem(.garbled, "the response says nothing") }
        return String(value.prefix(longestValue))
    }

    private static func text(_ path: ArraySlice<String>, in value: JSONValue) -> String? {
        guard let name = path.first else {
            switch value {
            case .text(let text): return text
            case .integer, .number, .bool: return value.json
            case .null, .list, .object: return nil
            }
        }
        if case .list(let elements) = value {
            guard let index = Int(name), elements.indices.contains(index) else { return nil }
            return text(path.dropFirst(), in: elements[index])
        }
        return value[name].flatMap { text(path.dropFirst(), in: $0) }
    }
}
