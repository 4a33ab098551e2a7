/// Decides whether the name of a variable or field marks its value as a secret.
///
/// A name is split at everything that is not a letter or digit, and at capitals that start a word (`apiKey`). It marks a
/// secret
/// - if a part is PASSWORD, PASSPHRASE, SECRET, TOKEN, JWT, CREDENTIALS or similar, or ends with such a word (`PGPASSWORD`,
///   `AUTHTOKEN`); PWD only after another part (`POSTGRES_PWD`; `PWD` alone is a directory);
/// - if a part is KEY or ends with it (`ACCESSKEY`), unless it is public, a data key or an unrelated word (`PUBLIC_KEY`,
///   `cache_key`, `MONKEY`), or if it is PagerDuty's (`PAGERDUTY_ROUTING_KEY`);
/// - if the last part is PAT, DSN, SALT, AUTH, PIN, COOKIE or similar.
///
/// It does not if the last part describes something about a secret: `AWS_ACCESS_KEY_ID`, `TOKEN_URL`.
package enum SecretName {
    /// Whether a variable with this name holds a secret.
    package static func isSecret(_ name: String) -> Bool { isSecret(parts(of: Array(name.utf8)), isField: false) }

    /// Whether a key in a log line marks a secret. Some words that mark a variable are too common there: `key`, `auth`, `pin`.
    static func isSecretField(_ name: [UInt8]) -> Bool { isSecret(parts(of: name), isField: true) }

    /// A cheap check whether a name may contain one of the words, since most keys in a line mark no secret.
    static func mayBeSecret(_ name: Bytes) -> Bool {
        guard name.count >= 2 else { return false }
        if SecretWords.mayEnd(name) { return true }
        guard name.count >= 3 else { return false }
        for place in 0..<name.count - 2 where SecretWords.mayBegin(at: place, in: name) { return true }
        return false
    }

    private static func isSecret(_ parts: [String], isField: Bool) -> Bool {
        guard let last = parts.last else { return false }
        if !isField, SecretWords.lastPartsOfVariables.contains(where: { parts.suffix($0.count) == $0[...] }) {
            return true
        }
        if parts.count > 1 {
            // The URL of a webhook or a shared access signature is itself the secret.
            if last == "url" || last == "uri", parts.contains("webhook") || parts.contains("sas") { return true }
            if SecretWords.about.contains(last) { return false }
            // Whoever has PagerDuty's routing key can send events.
            if last == "key", parts.contains("pagerduty") { return true }
        }
        if !isField {
            if SecretWords.atEndOfVariables.contains(last) {
                return last != "authorization" || !SecretWords.switches.contains(parts.dropLast().last ?? "")
            }
            if last.hasSuffix("tokens"), !parts.dropLast().contains(where: SecretWords.counts.contains),
                !SecretWords.counts.contains(String(last.dropLast("tokens".count)))
            {
                return true
            }
            if last == "seed", parts.contains(where: SecretWords.oneTime.contains) { return true }
            if last.hasSuffix("otpseed") || last.hasSuffix("pws") || last.hasSuffix("userpin") { return true }
        }
        for (index, part) in parts.enumerated() {
            let before = index > 0 ? parts[index - 1] : nil
            let word = withoutNumber(part)
            if isSecret(word: word, before: before, isField: isField, isAlone: parts.count == 1) { return true }
            if index == parts.count - 1, SecretWords.atEnd.contains(word) {
                if isField, parts.count == 1, SecretWords.commonFields.contains(word) { continue }
                if word != "auth" || !SecretWords.switches.contains(before ?? "") { return true }
            }
        }
        return false
    }

    private static func isSecret(word: String, before: String?, isField: Bool, isAlone: Bool) -> Bool {
        if SecretWords.always.contains(word) { return true }
        switch word {
        case "pwd": return before != nil && before != "old"
        case "key", "keys":
            guard let before else { return !isField || !isAlone }
            return !SecretWords.openKeys.contains(before)
        default:
            if SecretWords.harmless.contains(word) { return false }
            if SecretWords.endings.contains(where: word.hasSuffix) { return true }
            if ["password", "passphrase", "apikey", "secretkey"].contains(where: word.contains) { return true }
            return isKey(word, isField: isField) || !isField && beginsWithSecret(word)
        }
    }

    /// Whether a word such as `TOKENVALUE` or `DBSECRETS` marks a secret. `TOKENTTL`, `tokenizer` and `secretary` do not.
    private static func beginsWithSecret(_ word: String) -> Bool {
        if word.hasSuffix("secrets") { return true }
        guard let start = ["secret", "token", "jwt"].first(where: word.hasPrefix) else { return false }
        let rest = String(word.dropFirst(start.count))
        return !SecretWords.about.contains(rest) && !SecretWords.counts.contains(rest)
            && rest != "s" && !["iz", "is", "ar"].contains(where: rest.hasPrefix)
    }

    /// Whether a word such as `accesskey` marks a secret.
    private static func isKey(_ word: String, isField: Bool) -> Bool {
        guard word.hasSuffix("key") || word.hasSuffix("keys"), !SecretWords.wordsWithKey.contains(word) else {
            return false
        }
        let owner = String(word.dropLast(word.hasSuffix("s") ? 4 : 3))
        if SecretWords.wordsWithKey.contains("\(owner)key") || SecretWords.openKeys.contains(owner) { return false }
        return isField ? SecretWords.keyOwners.contains(owner) : owner.utf8.count > 1
    }

    /// Strips trailing digits: `PASSWORD2` is a password too.
    private static func withoutNumber(_ part: String) -> String {
        let word = part.utf8.reversed().drop { $0.isDigit }
        return word.isEmpty ? part : String(part.prefix(word.count))
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
