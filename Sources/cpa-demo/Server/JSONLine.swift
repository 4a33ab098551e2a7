import Foundations
import Glibc

/// A JSON object on one line, with its fields in insertion order.
struct JSONLine {
    private var text = "{"

    mutating func add(_ key: String, _ value: String) {
        add(number: key, JSONText.quoted(value))
    }

    /// Adds a value that is already JSON.
    mutating func add(number key: String, _ value: String) {
        if text.utf8.count > 1 { text += "," }
        text += "\(JSONText.quoted(key)):\(value)"
    }

    /// Writes the line to standard output, if possible in one call, so that lines of several threads do not interleave.
    /// Ignores errors, as the server must keep running even if no process reads its output.
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
}
