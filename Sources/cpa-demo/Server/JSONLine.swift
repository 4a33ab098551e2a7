import Glibc

/// One object on one line, its fields in the order in which they are added.
struct JSONLine {
    private var text = "{"

    mutating func add(_ key: String, _ value: String) {
        add(number: key, Self.quoted(value))
    }

    /// A value that is JSON already.
    mutating func add(number key: String, _ value: String) {
        if text.utf8.count > 1 { text += "," }
        text += "\(Self.quoted(key)):\(value)"
    }

    /// To standard output, in one call wherever the kernel takes it so, that lines of several threads do not mix.
    /// Nobody being there to read is no reason to stop serving.
    consuming func write() {
        var line = text + "}\n"
        line.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
                if count < 0 {
                    guard errno == EINTR else { return }
                } else {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
    }

    /// Source: RFC 8259, 7.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case ..<"\u{20}": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
