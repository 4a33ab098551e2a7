/// The words that mark a name as a secret's, and those that rule it out.
enum SecretWords {
    /// Mark a secret in any position.
    static let always: Set<String> = [
        "password", "passwords", "passwd", "passwort", "passphrase", "passphrases", "passcode", "passkey", "pass",
        "pword",
        "secret", "secrets", "token", "apikey", "apikeys", "credential", "credentials", "creds", "cred", "jwt", "psk",
        "bearer", "mnemonic", "hmac", "psw", "pswd", "passwrd", "kennwort", "motdepasse", "contrasena", "senha",
    ]
    /// Mark a secret as the last part.
    static let atEnd: Set<String> = [
        "pw", "pat", "sk", "dsn", "salt", "pepper", "auth", "pin", "cookie", "cookies", "private",
    ]
    /// Mark a secret as the last part of a variable's name. They are too common in log lines.
    static let atEndOfVariables: Set<String> = [
        "sas", "unseal", "pincode", "pins", "pws", "oauth", "otp", "pem", "preshared", "webhook", "webhooks",
        "webhookurl",
        "authorization", "httpauth", "basicauth", "proxyauth",
    ]
    /// Mark a secret as the last parts of a variable's name, although the last one alone does not.
    static let lastPartsOfVariables: [[String]] = [
        ["pin", "code"], ["access", "code"], ["access", "codes"], ["recovery", "codes"], ["backup", "codes"],
        ["seed", "phrase"], ["auth", "header"], ["docker", "auth", "config"], ["sa", "json"], ["account", "json"],
        ["private", "asc"], ["private", "base64"], ["private", "b64"], ["private", "rsa"], ["ssh", "rsa"],
        ["sk", "live"],
        ["sk", "test"], ["vault", "secret", "id"], ["supabase", "service", "role"], ["azure", "storage", "key"],
        ["azure", "search", "key"], ["cosmos", "primary", "key"], ["password", "user"], ["password", "service"],
        ["password", "backend"],
    ]
    /// Before `tokens`, these make the value a count.
    static let counts: Set<String> = [
        "max", "min", "total", "num", "number", "prompt", "completion", "input", "output", "context", "used", "cached",
    ]
    /// Together with `seed`, these make the value the seed of one-time passwords or of keys.
    static let oneTime: Set<String> = ["otp", "totp", "hotp", "mfa", "wallet"]
    /// Too common as entire keys in log lines to mark a secret.
    static let commonFields: Set<String> = [
        "pat", "sk", "salt", "pepper", "auth", "pin", "cookie", "cookies", "private", "pw",
    ]
    /// As the last part, these mean that the value is about a secret and not one itself.
    static let about: Set<String> = [
        "id", "ids", "file", "files", "path", "dir", "folder", "name", "alias", "arn", "url", "uri", "ttl", "expiry",
        "expires", "expiration", "expire", "in", "length", "len", "size", "algorithm", "alg", "type", "count", "limit",
        "prefix", "suffix", "version", "policy", "seconds", "minutes", "hours", "days", "ms", "age", "lifetime",
        "timeout",
        "bucket", "issuer", "audience", "endpoint", "host", "port", "enabled", "disabled", "required", "header",
        "provider",
        "backend", "method", "mode", "class", "driver", "domain", "scope", "scopes", "realm", "format", "field",
        "column",
        "table", "user", "username", "email", "region", "service", "location", "secure", "httponly", "samesite", "page",
        "store", "manager", "kind", "state", "status", "sock", "rotation", "interval", "max", "min", "retries",
        "rounds",
        "iterations",
    ]
    /// Before `key`, these make it public or a data key.
    static let openKeys: Set<String> = [
        "public", "pub", "publishable", "cache", "primary", "foreign", "object", "sort", "partition", "routing",
        "idempotency", "unique", "row", "shard", "lookup", "storage", "s3", "redis", "search", "group", "host", "hot",
        "index", "map", "join", "parent", "dedup", "message",
    ]
    /// Before `auth` or `authorization`, these make it a switch.
    static let switches: Set<String> = [
        "enable", "disable", "require", "use", "no", "skip", "allow", "with", "force", "has", "is", "needs", "without",
        "host", "enabled", "disabled", "ignore",
    ]
    /// Suffixes that mark a single word as a secret: `PGPASSWORD`, `AUTHTOKEN`.
    static let endings = [
        "password", "passwd", "passphrase", "secret", "token", "credential", "credentials", "pwd", "pass", "jwt",
        "pword", "pw", "psw", "pswd", "passwrd", "kennwort",
    ]
    /// Words with such a suffix that mark no secret.
    static let harmless: Set<String> = [
        "oldpwd", "bypass", "compass", "trespass", "surpass", "overpass", "underpass", "encompass", "subpass",
        "bandpass",
        "lowpass", "highpass",
    ]
    /// As a prefix of `key` in one word, these mark a secret in log lines too: `accesskey`.
    static let keyOwners: Set<String> = [
        "access", "secret", "private", "api", "auth", "signing", "encryption", "master", "license", "service",
        "session",
        "account", "app", "admin",
    ]
    /// Words that end with `key` by chance.
    static let wordsWithKey: Set<String> = [
        "monkey", "donkey", "turkey", "jockey", "hockey", "whiskey", "turnkey", "mickey", "rickey", "lackey", "hickey",
        "flunkey", "key", "latchkey",
    ]

    /// Whether a word of ``always`` or ``endings``, `key` or `webhook` may start at `place`, judging by three or four letters.
    /// At least two more bytes must follow.
    @inline(__always)
    static func mayBegin(at place: Int, in name: Bytes) -> Bool {
        let (second, third) = (name[place + 1] | 0x20, name[place + 2] | 0x20)
        switch name[place] | 0x20 {
        case UInt8(ascii: "p"):
            return second == UInt8(ascii: "a") && third == UInt8(ascii: "s") || second == UInt8(ascii: "w")
                || second == UInt8(ascii: "s") && (third == UInt8(ascii: "k") || third == UInt8(ascii: "w"))
        case UInt8(ascii: "k"): return second == UInt8(ascii: "e") && third == UInt8(ascii: "y")
        // `Authorization`, which `ContextualSecrets` handles.
        case UInt8(ascii: "a"): return second == UInt8(ascii: "u") && third == UInt8(ascii: "t")
        case UInt8(ascii: "t"): return second == UInt8(ascii: "o") && third == UInt8(ascii: "k")
        case UInt8(ascii: "j"): return second == UInt8(ascii: "w") && third == UInt8(ascii: "t")
        case UInt8(ascii: "b"): return second == UInt8(ascii: "e") && third == UInt8(ascii: "a")
        case UInt8(ascii: "m"): return second == UInt8(ascii: "n") && third == UInt8(ascii: "e")
        case UInt8(ascii: "h"): return second == UInt8(ascii: "m") && third == UInt8(ascii: "a")
        case UInt8(ascii: "w"): return second == UInt8(ascii: "e") && third == UInt8(ascii: "b")
        // Not `second`, `section`, `create`.
        case UInt8(ascii: "s"):
            return second == UInt8(ascii: "e") && third == UInt8(ascii: "c") && place + 3 < name.count
                && name[place + 3] | 0x20 == UInt8(ascii: "r")
        case UInt8(ascii: "c"):
            return second == UInt8(ascii: "r") && third == UInt8(ascii: "e") && place + 3 < name.count
                && name[place + 3] | 0x20 == UInt8(ascii: "d")
        default: return false
        }
    }

    /// Whether one of ``atEnd`` may end a name.
    @inline(__always)
    static func mayEnd(_ name: Bytes) -> Bool {
        var end = name.count
        while end > 0, name[end - 1].isDigit { end -= 1 }
        guard end >= 2 else { return false }
        @inline(__always)
        func letter(_ behind: Int) -> UInt8 { end > behind ? name[end - 1 - behind] | 0x20 : 0 }
        switch letter(0) {
        case UInt8(ascii: "w"): return letter(1) == UInt8(ascii: "p")
        case UInt8(ascii: "k"): return letter(1) == UInt8(ascii: "s")
        case UInt8(ascii: "t"):
            return letter(1) == UInt8(ascii: "a") && letter(2) == UInt8(ascii: "p")
                || letter(1) == UInt8(ascii: "l") && letter(2) == UInt8(ascii: "a") && letter(3) == UInt8(ascii: "s")
        case UInt8(ascii: "n"):
            return letter(1) == UInt8(ascii: "s") && letter(2) == UInt8(ascii: "d")
                || letter(1) == UInt8(ascii: "i") && letter(2) == UInt8(ascii: "p")
        case UInt8(ascii: "h"):
            return letter(1) == UInt8(ascii: "t") && letter(2) == UInt8(ascii: "u") && letter(3) == UInt8(ascii: "a")
        case UInt8(ascii: "e"):
            return letter(1) == UInt8(ascii: "t") && letter(3) == UInt8(ascii: "v")
                || letter(1) == UInt8(ascii: "i") && letter(2) == UInt8(ascii: "k")
        case UInt8(ascii: "s"): return letter(1) == UInt8(ascii: "e") && letter(3) == UInt8(ascii: "k")
        case UInt8(ascii: "r"): return letter(1) == UInt8(ascii: "e") && letter(2) == UInt8(ascii: "p")
        default: return false
        }
    }
}
