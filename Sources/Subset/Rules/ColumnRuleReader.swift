import Diagnostics
import OrderedCollections
import YAMLTree

/// Reads the rule of one column: a word, or a mapping with the word and its settings.
struct ColumnRuleReader {
    let log: ProblemLog

    private static let words = ["keep", "null", "amount", "date", "document"] + FakeKind.allCases.map(\.rawValue)
    private static let keys = ["keep", "set", "amount", "date", "by"]
    private static let defaultShare = 0.15

    func read(_ node: Node) -> ColumnRule? {
        if let scalar = node.scalar, scalar.style != .broken { return word(scalar.text, node) }
        guard let mapping = node.mapping, let (key, entry) = mapping.entries.elements.first else {
            log.report("wrong-type", "expected a rule", at: node, hint: Self.words.joined(separator: ", "))
            return nil
        }
        if key != "by", let extra = mapping.entries.elements.dropFirst().first {
            log.report("unknown-key", "unknown key \(extra.key.quoted)", at: extra.value)
            return nil
        }
        switch key {
        case "keep": return keepOnly(entry.value)
        case "set": return entry.value.scalar.map { .constant($0.text) } ?? wrong(entry.value, "a text")
        case "amount": return share(entry.value).map { .amount(share: $0) }
        case "date":
            guard let weeks = entry.value.integer, (1...5200).contains(weeks) else {
                return wrong(entry.value, "a number of weeks")
            }
            return .date(weeks: Int(weeks))
        case "by": return fakeBy(entry.value, mapping)
        default:
            log.report("unknown-rule", "unknown rule \(key.quoted)", at: entry, hint: didYouMean(key, Self.keys))
            return nil
        }
    }

    private func word(_ text: String, _ node: Node) -> ColumnRule? {
        switch text {
        case "keep": return .keep
        case "null": return .null
        case "amount": return .amount(share: Self.defaultShare)
        case "date": return .date(weeks: nil)
        case "document": return .document
        default:
            if let kind = FakeKind(rawValue: text) { return .fake(kind) }
            // A key without a value is null to YAML, but hardly what is meant.
            let message = text.isEmpty ? "the rule is missing" : "unknown rule \(text.quoted)"
            let hint = didYouMean(text, Self.words) ?? Self.words.joined(separator: ", ")
            log.report("unknown-rule", message, at: node, hint: hint)
            return nil
        }
    }

    private func keepOnly(_ node: Node) -> ColumnRule? {
        guard let items = node.items, !items.isEmpty, items.allSatisfy({ $0.scalar != nil }) else {
            return wrong(node, "a list of values")
        }
        return .keepOnly(items.compactMap { $0.scalar?.text })
    }

    private func share(_ node: Node) -> Double? {
        let text = node.string ?? ""
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 50 else {
            log.report("bad-value", "expected a share from 1% to 50%", at: node)
            return nil
        }
        return percent / 100
    }

    private func fakeBy(_ node: Node, _ mapping: Mapping) -> ColumnRule? {
        guard let column = node.string else { return wrong(node, "a column of the table") }
        var kinds: [ColumnRule.Choice] = []
        for (value, entry) in mapping.entries where value != "by" {
            guard let kind = entry.value.string.flatMap(FakeKind.init) else {
                let names = FakeKind.allCases.map(\.rawValue)
                let hint = didYouMean(entry.value.string ?? "", names) ?? names.joined(separator: ", ")
                log.report("unknown-rule", "expected a kind of made-up value", at: entry.value, hint: hint)
                return nil
            }
            kinds.append(ColumnRule.Choice(value: value, kind: kind))
        }
        guard !kinds.isEmpty else { return wrong(node, "a column, and below it a kind for each of its values") }
        return .fakeBy(column: column, kinds: kinds)
    }

    private func wrong(_ node: Node, _ what: String) -> ColumnRule? {
        log.report("wrong-type", "expected \(what)", at: node)
        return nil
    }
}
