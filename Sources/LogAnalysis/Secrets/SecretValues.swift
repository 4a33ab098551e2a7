/// The values of secrets, and how a line may write them.
struct SecretValues: Sendable {
    /// Masked wherever they stand, the longest first.
    private var strong: [[UInt8]] = []
    /// Of each byte, the strong ones that begin with it.
    private var byFirst: [[Int]] = Array(repeating: [], count: 256)
    /// A bit for each two bytes that a strong one begins with.
    private var pairs: [UInt64] = Array(repeating: 0, count: 1024)
    /// Masked only behind a key that names a secret.
    private(set) var weak: Set<[UInt8]> = []

    private static let common: Set<String> = [
        "postgres", "root", "admin", "user", "test", "true", "false", "none", "null", "default", "localhost",
        "password",
        "secret", "token", "guest", "dummy", "local", "development", "production", "info", "warn", "error", "debug",
    ]

    init(_ values: [String], others: Set<String>) {
        var forms: Set<[UInt8]> = []
        for value in values where !value.isEmpty {
            let isNumber = value.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
            if value.utf8.count < 4 || isNumber || others.contains(value) || Self.common.contains(value.lowercased()) {
                weak.insert(Array(value.utf8))
                continue
            }
            forms.formUnion(Self.forms(of: value))
            // A key of many lines comes one line at a time.
            let lines = value.split(whereSeparator: \.isNewline)
            for line in lines where lines.count > 1 && line.utf8.count >= 16 && !line.hasPrefix("-----") {
                forms.insert(Array(line.utf8))
            }
        }
        strong = forms.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
        for (index, form) in strong.enumerated() {
            byFirst[Int(form[0])].append(index)
            let pair = Int(form[0]) << 8 | Int(form[1])
            pairs[pair >> 6] |= 1 << UInt64(pair & 63)
        }
    }

    var isEmpty: Bool { strong.isEmpty && weak.isEmpty }

    /// Whether a strong one may begin with this byte.
    @inline(__always)
    func mayBegin(with byte: UInt8) -> Bool { !byFirst[Int(byte)].isEmpty }

    /// How long the strong one is that stands at a place; nil where none does.
    @inline(__always)
    func length(at place: Int, in line: Bytes) -> Int? {
        guard place + 1 < line.count else { return nil }
        let pair = Int(line[place]) << 8 | Int(line[place + 1])
        guard pairs[pair >> 6] & 1 << UInt64(pair & 63) != 0 else { return nil }
        return length(ofAnyAt: place, in: line)
    }

    private func length(ofAnyAt place: Int, in line: Bytes) -> Int? {
        for index in byFirst[Int(line[place])] {
            let form = strong[index]
            guard line.count - place >= form.count else { continue }
            if (1..<form.count).allSatisfy({ line[place + $0] == form[$0] }) { return form.count }
        }
        return nil
    }

    /// As it is, percent-encoded with capital and small digits, and escaped as in JSON.
    private static func forms(of value: String) -> [[UInt8]] {
        let raw = Array(value.utf8)
        var forms = [raw]
        for digits in [Array("0123456789ABCDEF".utf8), Array("0123456789abcdef".utf8)] {
            forms.append(
                raw.flatMap { byte -> [UInt8] in
                    let isPlain = byte.isLetter || byte.isDigit || "-._~".utf8.contains(byte)
                    return isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            )
        }
        for escapesSlash in [false, true] {
            forms.append(
                raw.flatMap { byte -> [UInt8] in
                    switch byte {
                    case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
                    case UInt8(ascii: "/") where escapesSlash: [UInt8(ascii: "\\"), byte]
                    case 0x0A: Array("\\n".utf8)
                    case 0x09: Array("\\t".utf8)
                    default: [byte]
                    }
                }
            )
        }
        return forms
    }
}
