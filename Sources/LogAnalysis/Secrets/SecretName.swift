/// Whether a variable's or field's name says that its value is a secret.
///
/// A name is split at everything that is no letter or digit, and where capitals begin a word (`apiKey`). It names a secret
/// if one part is PASSWORD, PASSWD, PASSPHRASE, PASS, SECRET, TOKEN, KEY, CREDENTIAL or their like, or PWD behind another part
/// (`POSTGRES_PWD`; `PWD` alone is a directory). It does not
/// - if its last part says that it is about a secret and none itself: `AWS_ACCESS_KEY_ID`, `TOKEN_URL`, `SECRET_NAME`;
/// - if KEY is the only such part and stands behind what makes it public or a name of data: `PUBLIC_KEY`, `cache_key`.
public enum SecretName {
    private static let always: Set<String> = [
        "password", "passwords", "passwd", "passphrase", "pass", "secret", "secrets", "token", "apikey", "credential",
        "credentials",
    ]
    private static let about: Set<String> = [
        "id", "ids", "file", "path", "dir", "name", "alias", "arn", "url", "uri", "ttl", "expiry", "expires", "length",
        "size", "algorithm", "type", "count", "limit", "prefix", "version", "policy", "seconds", "ms", "bucket",
    ]
    private static let openKeys: Set<String> = [
        "public", "publishable", "cache", "primary", "foreign", "object", "sort", "partition", "routing", "idempotency",
        "unique", "row", "shard", "lookup", "storage", "s3", "redis", "search",
    ]

    /// Whether a variable of that name holds a secret.
    public static func isSecret(_ name: String) -> Bool { isSecret(parts(of: Array(name.utf8)), bareKeyCounts: true) }

    /// Whether a key in a line does; `key` alone, which mostly is one of a store, does not.
    static func isSecretField(_ name: [UInt8]) -> Bool { isSecret(parts(of: name), bareKeyCounts: false) }

    /// Whether one of the words may be in a name: a look that costs little, since most keys of a line are no secrets.
    static func mayBeSecret(_ name: Bytes) -> Bool {
        guard name.count >= 3 else { return false }
        for place in 0..<name.count - 2 {
            switch name[place] | 0x20 {
            case UInt8(ascii: "p"):
                let second = name[place + 1] | 0x20
                if second == UInt8(ascii: "a") && name[place + 2] | 0x20 == UInt8(ascii: "s") { return true }
                if second == UInt8(ascii: "w") { return true }
            case UInt8(ascii: "s"), UInt8(ascii: "k"):
                if name[place + 1] | 0x20 == UInt8(ascii: "e") { return true }
            case UInt8(ascii: "t"):
                if name[place + 1] | 0x20 == UInt8(ascii: "o") && name[place + 2] | 0x20 == UInt8(ascii: "k") {
                    return true
                }
            case UInt8(ascii: "c"):
                if name[place + 1] | 0x20 == UInt8(ascii: "r") { return true }
            case UInt8(ascii: "a"):
                if name[place + 1] | 0x20 == UInt8(ascii: "u") && name[place + 2] | 0x20 == UInt8(ascii: "t") {
                    return true
                }
            default: break
            }
        }
        return false
    }

    private static func isSecret(_ parts: [String], bareKeyCounts: Bool) -> Bool {
        guard let last = parts.last, parts.count == 1 || !about.contains(last) else { return false }
        for (index, part) in parts.enumerated() {
            if always.contains(part) { return true }
            let before = index > 0 ? parts[index - 1] : nil
            if part == "pwd", before != nil { return true }
            if part == "key" || part == "keys" {
                guard let before else {
                    if bareKeyCounts || parts.count > 1 { return true }
                    continue
                }
                if !openKeys.contains(before) { return true }
            }
        }
        return false
    }

    private static func parts(of name: [UInt8]) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        for (index, byte) in name.enumerated() {
            let beginsWord = byte.isUpper && index > 0 && !name[index - 1].isUpper
            if !part.isEmpty, beginsWord || !(byte.isLetter || byte.isDigit) {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
            }
            if byte.isLetter || byte.isDigit { part.append(byte.lowercased) }
        }
        if !part.isEmpty { parts.append(String(decoding: part, as: UTF8.self)) }
        return parts
    }
}
