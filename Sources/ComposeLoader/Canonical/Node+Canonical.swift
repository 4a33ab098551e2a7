import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CanonicalPhase that many keys share. Each leaves a long form unchanged.
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

    /// `x` → `[x]`, without empty strings. Source: compose-go's `OmitEmpty`.
    mutating func toNonemptyList(_ context: Canonicalizer) {
        toList(context)
        items = items?.filter { $0.string != "" }
    }

    /// `- KEY=value` → `KEY: value`; a variable without a value is null.
    mutating func toVariables(allowsUnnamed: Bool = false, _ context: Canonicalizer) {
        for item in items ?? [] {
            guard let name = item.string?.prefix(while: { $0 != "=" }), name.last?.isWhitespace == true else {
                continue
            }
            let message = "\(context.path.words) has a variable whose name ends with a space: \(String(name).quoted)"
            context.log.report("bad-key", message, at: item, hint: "write NAME=value without spaces around '='")
        }
        toMap(nullsAllowed: true, allowsUnnamed: allowsUnnamed, context)
    }

    /// `- KEY=value` → `KEY: value`; values become strings.
    ///
    /// - Parameter allowsUnnamed: Whether an entry of the list may have an empty name, as Compose accepts it.
    mutating func toMap(nullsAllowed: Bool = false, allowsUnnamed: Bool = true, _ context: Canonicalizer) {
        if let mapping {
            var result = mapping
            for (key, entry) in mapping.entries {
                result[key]?.value = entry.value.asText(nullsAllowed: nullsAllowed, key, context)
            }
            self.mapping = result
        } else if let items {
            var result = Mapping()
            for item in items {
                guard let text = item.string else { continue }
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let key = String(parts[0])
                guard !key.isEmpty || allowsUnnamed else {
                    context.log.report("bad-key", "\(context.path.words) has an entry without a name", at: item)
                    continue
                }
                let isNull = parts.count == 1 && nullsAllowed
                // An argument without name and value sets nothing.
                if key.isEmpty, isNull { continue }
                result.set(key, isNull ? .null(at: item) : .text(parts.count == 2 ? String(parts[1]) : "", at: item))
            }
            mapping = result
        }
    }

    private func asText(nullsAllowed: Bool, _ key: String, _ context: Canonicalizer) -> Node {
        guard let scalar, scalar.style != .broken, directive != .reset else { return self }
        if scalar.kind == .null { return nullsAllowed ? self : .text("", at: self) }
        let spelling = scalar.spelling
        if spelling != scalar.text {
            let message = "\(context.path.key(key).words) is read as \(spelling.quoted), not \(scalar.text.quoted)"
            context.log.warn("changed-value", message, at: self, hint: "quote it")
        }
        var result = Node.text(spelling, at: self)
        result.directive = directive
        return result
    }

    /// A command line → its words.
    mutating func toWords(_ context: Canonicalizer) {
        guard let text = string else { return }
        // The limit of a single argument in Linux (MAX_ARG_STRLEN).
        guard text.utf8.count <= 128 * 1024 else { return refuseCommand("is too long", context) }
        do throws(ShellWords.Problem) {
            let line = try ShellWords(text)
            if let text = line.endingOperator { warn(ofOperator: text, context) }
            self = .list(line.words.map { .text($0, at: self) }, at: self)
        } catch {
            switch error {
            case .unfinished: refuseCommand("has a quote or backslash that is never closed", context)
            case .parenthesis:
                refuseCommand("has a parenthesis outside of quotes", hint: "quote the word", context)
            }
        }
    }

    private mutating func refuseCommand(_ problem: String, hint: String? = nil, _ context: Canonicalizer) {
        context.log.report("bad-command", "\(context.path.words) \(problem)", at: self, hint: hint)
        self = .broken(at: self)
    }

    private func warn(ofOperator text: String, _ context: Canonicalizer) {
        let message = "\(context.path.words) ends before \(text.quoted): no shell runs it, and Compose drops the rest"
        let hint = "write [sh, -c, \"…\"] to run it in a shell, or quote the operator"
        context.log.warn("command-operator", message, at: self, hint: hint)
    }

    /// A shell command line → `[/bin/sh, -c, line]`.
    mutating func toShellCommand(_ context: Canonicalizer) {
        guard let text = string else { return }
        self = .list(["/bin/sh", "-c", text].map { .text($0, at: self) }, at: self)
    }

    /// A command line → `[CMD-SHELL, line]`. A list must start with `CMD`, `CMD-SHELL` or `NONE`.
    mutating func toHealthTest(_ context: Canonicalizer) {
        if let text = string {
            self = .list(["CMD-SHELL", text].map { .text($0, at: self) }, at: self)
            return
        }
        // An empty list means the image's own test.
        guard let items, !items.isEmpty else { return }
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
        if first != "NONE", count < 2 {
            context.log.report("bad-healthcheck", "\(context.path.words) has nothing to run after '\(first)'", at: self)
            self = .broken(at: self)
        } else if first == "CMD-SHELL", count > 2 {
            let rest = "not the other \(count - 2)"
            let message = "\(context.path.words): the shell runs only the first string after 'CMD-SHELL', \(rest)"
            let hint = "write the command as one string, or use 'CMD'"
            context.log.warn("shell-words", message, at: items[2], hint: hint)
        } else if first == "NONE", count > 1 {
            let message = "\(context.path.words) has words after 'NONE', which have no effect"
            context.log.warn("shell-words", message, at: items[1])
        }
    }

    /// `external: {name: x}` → `external: true`, `name: x`.
    mutating func toExternal(_ context: Canonicalizer) {
        guard let external = self["external"], external.mapping != nil else { return }
        self["external"] = .plain("true", at: external)
        if let name = external["name"] { mapping?.set("name", name) }
    }
}
