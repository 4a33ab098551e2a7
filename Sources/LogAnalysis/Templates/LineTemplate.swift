/// The shape of a line: variable parts are replaced by `<n>`, `<hex>`, `<uuid>`, `<ip>`, `<time>`, `<dur>`, `<str>`, `<mail>`
/// or `<id>`. The shape of a JSON or logfmt line is its message's shape and the names of its other fields.
///
/// Runs of blanks count as one blank, and colours are ignored. Only the first 2 KiB of a long line are read.
struct LineTemplate {
    /// The number of bytes of a text that are read.
    private static let reach = 2048

    /// The bytes of the shape: tokens separated by one blank.
    private(set) var bytes: [UInt8] = []
    private var names: [Range<Int>] = []

    /// Replaces the shape by that of a line; false for an empty or blank line.
    mutating func read(_ line: Bytes) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        if let likely = LineStructure.likely(line), readFields(line, likely) { return true }
        TemplateWriter(line: line.part(0..<min(line.count, Self.reach))).write(to: &bytes)
        return !bytes.isEmpty
    }

    /// Reads a structured line's message and field names; false if it turns out not to be structured.
    private mutating func readFields(_ line: Bytes, _ likely: (structure: LineStructure, start: Int)) -> Bool {
        names.removeAll(keepingCapacity: true)
        var message: FieldToken?
        func take(_ field: FieldToken, _ names: inout [Range<Int>]) {
            switch LineStructure.role(line.part(field.name)) {
            case .time, .level: break
            case .message where message == nil && field.kind == .text: message = field
            case .message, nil: if names.count < 64 { names.append(field.name) }
            }
        }
        switch likely.structure {
        case .json:
            guard var fields = JSONFields(line, at: likely.start) else { return false }
            while let field = fields.next() { take(field, &names) }
            guard fields.isComplete else { return false }
        case .logfmt:
            var fields = LogfmtFields(line, at: likely.start)
            while let field = fields.next() { take(field, &names) }
            guard names.count + (message == nil ? 0 : 1) > max(1, fields.otherWords) else { return false }
        }
        if let message {
            if message.hasEscapes {
                var text = message.text(in: line)
                text.withUTF8 { TemplateWriter(line: Bytes($0).part(0..<min($0.count, Self.reach))).write(to: &bytes) }
            } else {
                let end = min(message.value.upperBound, message.value.lowerBound + Self.reach)
                TemplateWriter(line: line.part(message.value.lowerBound..<end)).write(to: &bytes)
            }
        }
        names.sort { line.part($0).lexicographicallyPrecedes(line.part($1)) }
        if !bytes.isEmpty, !names.isEmpty { bytes.append(0x20) }
        if !names.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            for (index, name) in names.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: line.part(name))
            }
            bytes.append(UInt8(ascii: "}"))
        }
        return !bytes.isEmpty
    }
}
