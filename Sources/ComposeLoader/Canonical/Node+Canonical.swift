import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CanonicalPhase for forms that many keys share. Each leaves alone what is in its long form already.
extension Node {
    /// `x` → `key: x`.
    mutating func wrapScalar(_ key: String, _ context: Canonicalizer) {
        guard let scalar, scalar.kind != .null else { return }
        let directive = directive
        var inner = self
        inner.directive = .none
        self = .map(Mapping([(key, inner)]), at: self)
        self.directive = directive
    }

    /// `x` → `[x]`.
    mutating func toList(_ context: Canonicalizer) {
        guard string != nil else { return }
        var inner = self
        inner.directive = .none
        self = .list([inner], at: self)
    }

    /// `- KEY=value` → `KEY: value`; values become texts.
    mutating func toMap(nullsAllowed: Bool = false, _ context: Canonicalizer) {
        if let mapping {
            var result = mapping
            for (key, entry) in mapping.entries {
                result[key]?.value = entry.value.asText(nullsAllowed: nullsAllowed)
            }
            self = .map(result, at: self)
        } else if let items {
            var result = Mapping()
            for item in items {
                guard let text = item.string else { continue }
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let key = String(parts[0])
                guard !key.isEmpty else {
                    context.log.report("bad-key", "\(context.path.words) has an entry without a name", at: item)
                    continue
                }
                let value = parts.count == 2 ? String(parts[1]) : nil
                result.set(
                    key,
                    value.map { .text($0, at: item) } ?? (nullsAllowed ? .null(at: item) : .text("", at: item))
                )
            }
            self = .map(result, at: self)
        }
    }

    private func asText(nullsAllowed: Bool) -> Node {
        guard let scalar, scalar.style != .broken, directive != .reset else { return self }
        if scalar.kind == .null { return nullsAllowed ? self : .text("", at: self) }
        var result = Node.text(scalar.spelling, at: self)
        result.directive = directive
        return result
    }

    /// A command line → its words.
    mutating func toWords(_ context: Canonicalizer) {
        guard let text = string else { return }
        // No command line of the system may be longer either.
        guard text.utf8.count <= 128 * 1024, let words = ShellWords.split(text) else {
            let problem = text.utf8.count > 128 * 1024 ? "is too long" : "has a quote or backslash that is never closed"
            context.log.report("bad-command", "\(context.path.words) \(problem)", at: self)
            self = .broken(at: self)
            return
        }
        self = .list(words.map { .text($0, at: self) }, at: self)
    }

    /// A line for a shell → `[/bin/sh, -c, line]`.
    mutating func toShellCommand(_ context: Canonicalizer) {
        guard let text = string else { return }
        self = .list(["/bin/sh", "-c", text].map { .text($0, at: self) }, at: self)
    }

    /// A line → `[CMD-SHELL, line]`; a list must start with one of the three words.
    mutating func toHealthTest(_ context: Canonicalizer) {
        if let text = string {
            self = .list(["CMD-SHELL", text].map { .text($0, at: self) }, at: self)
            return
        }
        guard let items else { return }
        let words = ["CMD", "CMD-SHELL", "NONE"]
        guard let first = items.first?.string, words.contains(first) else {
            let message = "\(context.path.words) must start with 'CMD', 'CMD-SHELL' or 'NONE'"
            let hint =
                items.first?.string.flatMap { didYouMean($0, words) } ?? "write it as one string to run it in a shell"
            context.log.report("bad-healthcheck", message, at: items.first ?? self, hint: hint)
            self = .broken(at: self)
            return
        }
        let count = items.count
        let fits =
            switch first {
            case "CMD": count > 1;
            case "CMD-SHELL": count == 2;
            default: count == 1
            }
        if !fits {
            let message = "\(context.path.words) has \(count - 1) words after '\(first)'"
            context.log.report("bad-healthcheck", message, at: self)
            self = .broken(at: self)
        }
    }

    /// `external: {name: x}` → `external: true`, `name: x`.
    mutating func toExternal(_ context: Canonicalizer) {
        guard var mapping, let external = mapping["external"]?.value, external.mapping != nil else { return }
        mapping["external"]?.value = .plain("true", at: external)
        if let name = external["name"] { mapping.set("name", name) }
        self = .map(mapping, at: self)
    }
}
