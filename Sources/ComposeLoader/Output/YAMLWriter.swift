import OrderedCollections
import YAMLTree

/// Writes a tree as YAML in block style. Strings are quoted wherever a parser could read them as another type.
struct YAMLWriter {
    private var output = ""

    /// Returns the tree as a file that can be loaded again: dollar signs in values are doubled.
    static func text(of node: Node) -> String {
        var writer = YAMLWriter()
        writer.write(node, indent: 0)
        return writer.output
    }

    private mutating func write(_ node: Node, indent: Int) {
        switch node.value {
        case .scalar: output += Self.scalar(node) + "\n"
        case .sequence(let items):
            for item in items {
                output += Self.spaces(indent) + "-"
                writeChild(item, indent: indent + 2, isItem: true)
            }
        case .mapping(let mapping):
            for (key, entry) in mapping.entries {
                output += Self.spaces(indent) + Self.quoted(key) + ":"
                writeChild(entry.value, indent: indent + 2, isItem: false)
            }
        }
    }

    private mutating func writeChild(_ node: Node, indent: Int, isItem: Bool) {
        switch node.value {
        case .scalar: output += " " + Self.scalar(node) + "\n"
        case .sequence(let items) where items.isEmpty: output += " []\n"
        case .mapping(let mapping) where mapping.entries.isEmpty: output += " {}\n"
        case .mapping where isItem:
            // The first key is on the same line as the dash.
            let start = output.endIndex
            write(node, indent: indent)
            let firstKey = output.index(start, offsetBy: indent)
            output.replaceSubrange(start..<firstKey, with: " ")
        case .sequence, .mapping:
            output += "\n"
            write(node, indent: indent)
        }
    }

    private static func scalar(_ node: Node) -> String {
        guard let scalar = node.scalar else { return "" }
        switch scalar.kind {
        case .null: return "null"
        case .string: return quoted(scalar.text.escapingDollars)
        case .boolean, .integer, .float: return scalar.text
        }
    }

    /// Returns the text unquoted if that is safe, else in double quotes.
    static func quoted(_ text: String) -> String {
        let isPlain = Scalar(text: text, style: .plain).kind == .string && Scalar(text: text, style: .plain).bool == nil
        return isPlain && isSafe(text) ? text : JSONWriter.quoted(text)
    }

    private static func isSafe(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count < 200, text != "<<" else { return false }
        // Docker Compose reads these as numbers.
        guard ![".inf", ".nan"].contains(text.lowercased()) else { return false }
        let isLetter = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        // Everything that some parser reads as a time or number starts with a digit.
        guard isLetter(first) || "/_.$".utf8.contains(first), !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else {
            return false
        }
        // A trailing colon would turn the text into a key.
        guard text.utf8.last != UInt8(ascii: ":") else { return false }
        return text.utf8.allSatisfy { isLetter($0) || "/_.$-+@%=:,(){}".utf8.contains($0) }
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension String {
    /// The text with doubled dollar signs, so that it is not interpolated.
    var escapingDollars: String {
        utf8.contains(UInt8(ascii: "$"))
            ? split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$") : self
    }
}
