import ControlAPI
import LogAnalysis

/// Renders log lines as JSON, one object per line: `service`, `time`, `stream`, `number` and `text`; `level` if the
/// line has one; `message` and `fields` if it is JSON or logfmt; `context` if it is a context line.
struct LogJSON {
    private var times = TimeStamp(digits: 9)
    private var buffer: [UInt8] = []

    /// Renders the lines of a batch.
    /// - Parameter areWanted: which lines to render; nil for all.
    mutating func render(_ batch: PackedLogBatch, _ areWanted: [Bool]? = nil) -> [UInt8] {
        buffer.removeAll(keepingCapacity: true)
        let names = batch.services.map { name in
            var bytes = Array("{\"service\":".utf8)
            JSONString.append(name, to: &bytes)
            return bytes
        }
        var index = 0
        batch.forEach { line in
            defer { index += 1 }
            if areWanted?[index] ?? true { append(line, names[line.service]) }
        }
        return buffer
    }

    private mutating func append(_ line: PackedLogBatch.Line, _ name: [UInt8]) {
        buffer.append(contentsOf: name)
        buffer.append(contentsOf: ",\"time\":\"".utf8)
        times.append(line.timeNs, to: &buffer)
        buffer.append(contentsOf: "\",\"stream\":\"".utf8)
        buffer.append(contentsOf: line.stream.rawValue.utf8)
        buffer.append(contentsOf: "\",\"number\":".utf8)
        buffer.append(contentsOf: String(line.number).utf8)
        if line.isContext { buffer.append(contentsOf: ",\"context\":true".utf8) }
        let structured = StructuredLine(line.text)
        let ownLevel = line.stream == .system ? SystemLine.level(of: line.text) : LevelDetector.level(of: line.text)
        if let level = structured?.level ?? ownLevel {
            buffer.append(contentsOf: ",\"level\":\"\(level.rawValue)\"".utf8)
        }
        if let message = structured?.message { member("message", message) }
        if let structured { append(structured.fields) }
        buffer.append(contentsOf: ",\"text\":".utf8)
        JSONString.append(line.text, to: &buffer)
        buffer.append(contentsOf: "}\n".utf8)
    }

    private mutating func member(_ name: String, _ text: String) {
        buffer.append(contentsOf: ",\"\(name)\":".utf8)
        JSONString.append(text, to: &buffer)
    }

    private mutating func append(_ fields: [StructuredLine.Field]) {
        buffer.append(contentsOf: ",\"fields\":{".utf8)
        var names: Set<String> = []
        for field in fields where names.insert(field.name).inserted {
            if names.count > 1 { buffer.append(UInt8(ascii: ",")) }
            JSONString.append(field.name, to: &buffer)
            buffer.append(UInt8(ascii: ":"))
            switch field.value {
            case .text(let text): JSONString.append(text, to: &buffer)
            // Verbatim if valid in JSON; logfmt allows more number formats.
            case .number(let text), .nested(let text):
                if JSONCheck.isValue(text) {
                    JSONString.appendEscaping(text, to: &buffer)
                } else {
                    JSONString.append(text, to: &buffer)
                }
            case .bool(let value): buffer.append(contentsOf: (value ? "true" : "false").utf8)
            case .null: buffer.append(contentsOf: "null".utf8)
            }
        }
        buffer.append(UInt8(ascii: "}"))
    }
}
