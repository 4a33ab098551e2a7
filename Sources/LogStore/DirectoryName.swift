/// Service names as names of directories: one to one, whatever the service is called.
///
/// Letters, digits, `-`, `_` and `.` stay as they are, except a leading `.`; every other byte becomes `%` and two
/// hexadecimal digits.
enum DirectoryName {
    /// The longest name that common file systems take, in bytes.
    static let maximumLength = 255

    /// nil for an empty name and for one that gets too long.
    static func encode(_ service: String) -> String? {
        var name = ""
        for byte in service.utf8 {
            if isPlain(byte) && !(name.isEmpty && byte == UInt8(ascii: ".")) {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                name += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return name.isEmpty || name.utf8.count > maximumLength ? nil : name
    }

    /// The service of a directory; nil when it is none of ours.
    static func decode(_ name: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(name).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        let service = String(decoding: bytes, as: UTF8.self)
        return encode(service) == name ? service : nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
