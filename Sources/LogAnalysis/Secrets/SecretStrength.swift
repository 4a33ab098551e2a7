/// Decides whether a value is distinctive enough to be masked everywhere. A weak value is masked only in a URL or after a
/// key that names a secret; otherwise logs would be unreadable.
struct SecretStrength {
    private static let common: Set<String> = [
        "postgres", "root", "admin", "user", "test", "true", "false", "none", "null", "default", "localhost",
        "password",
        "secret", "token", "guest", "dummy", "local", "development", "production", "info", "warn", "error", "debug",
        "basic", "bearer", "trust", "scram-sha-256", "enabled", "disabled", "required", "optional", "changeme",
        "example",
        "username", "public", "private", "auth", "yes", "nil", "undefined",
    ]

    /// Values of variables that are not secrets, and service names.
    private let others: Set<String>

    init(others: Set<String>) { self.others = others }

    func isStrong(_ value: String) -> Bool {
        let count = value.utf8.count
        if count < 4 || Self.common.contains(value.lowercased()) { return false }
        // Numbers of eight or more digits rarely coincide.
        if value.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) { return count >= 8 }
        return !others.contains(value) || Self.isRandom(value)
    }

    /// Whether one line of a multi-line value is distinctive: neither a PEM boundary nor a word.
    func isStrongLine(_ line: String) -> Bool {
        let bytes = line.utf8
        if line.hasPrefix("-----") { return false }
        if bytes.count >= 16 { return true }
        let kinds = [bytes.contains(where: \.isUpper), bytes.contains { $0.isLetter && !$0.isUpper }]
        let others = [bytes.contains(where: \.isDigit), bytes.contains { "+/=".utf8.contains($0) }]
        return bytes.count >= 4 && (kinds + others).count { $0 } >= 2
            && bytes.allSatisfy { EncodedForms.isBase64($0) || $0 == UInt8(ascii: "=") }
    }

    /// Whether a value is too long and mixed to coincide by chance. A variable with a harmless name and the same value then
    /// holds the secret too.
    private static func isRandom(_ value: String) -> Bool {
        let bytes = value.utf8
        if value.contains("://") || bytes.first == UInt8(ascii: "/") { return false }
        return bytes.count >= 10 && bytes.contains(where: \.isDigit) && bytes.contains(where: \.isLetter)
    }
}
