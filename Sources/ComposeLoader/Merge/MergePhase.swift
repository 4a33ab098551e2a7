import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: merges one canonical tree over another.
///
/// Mappings are merged key by key, lists are appended without items that the base already has, and everything else is
/// replaced. The table lists the exceptions. Directives stay on the nodes, because a service may be merged over its
/// base first and over an earlier file later; `CleanupPhase` removes them. Source: Compose Specification, Merge;
/// compose-go's `override`.
final class MergePhase {
    enum Rule: Sendable {
        /// The later value replaces the earlier one, even if it is empty.
        case replace
        /// The values are merged, unless they name different drivers.
        case sameDriver
        /// The later list replaces the earlier one, with each item merged over the earlier item that has the same
        /// subnet.
        case pools
    }

    static let table = PathTable<Rule>([
        ("services.*.command", .replace),
        ("services.*.entrypoint", .replace),
        ("services.*.healthcheck.test", .replace),
        ("services.*.environment.*", .replace),
        ("services.*.build.args.*", .replace),
        ("services.*.labels.*", .replace),
        ("services.*.logging", .sameDriver),
        ("networks.*.ipam.config", .pools),
        ("services.*.ulimits.*", .replace),
        ("services.*.x-cpadev.native", .replace),
        ("services.*.x-cpadev.probe", .replace),
    ])

    /// The largest number of entries that all merges of one load can visit. Services that extend each other can
    /// multiply a file.
    private static let limit = 2_000_000

    private let log: ProblemLog
    private var work = 0

    init(log: ProblemLog) { self.log = log }

    func merge(_ base: Node, _ over: Node, _ table: PathTable<Rule>? = MergePhase.table) -> Node {
        if over.directive != .none || base.isBroken { return over }
        if base.directive == .reset {
            var result = over
            result.directive = .override
            return result
        }
        if case .replace? = table?.here.first { return over }
        if over.isNull { return base }
        var result = base
        switch (base.value, over.value) {
        case (.mapping(let left), .mapping(let right)):
            guard spend(left.entries.count + right.entries.count, at: over) else { return over }
            if case .sameDriver? = table?.here.first, !hasSameDriver(base, over) { return over }
            result.value = .mapping(merge(left, right, table))
        case (.sequence(let left), .sequence(let right)):
            if case .pools? = table?.here.first {
                guard spend(left.count * right.count, at: over) else { return over }
                result.value = .sequence(right.map { pool(left, $0) })
            } else {
                guard let items = append(right, to: left, at: over) else { return over }
                result.value = .sequence(items)
            }
        case (.scalar, _), (_, .scalar), (.mapping, .sequence), (.sequence, .mapping):
            result = over
            result.directive = base.directive
        }
        return result
    }

    private func merge(_ left: Mapping, _ right: Mapping, _ table: PathTable<Rule>?) -> Mapping {
        var result = left
        for (key, entry) in right.entries {
            if let known = left[key] {
                result[key]?.value = merge(known.value, entry.value, table?.below(key))
            } else {
                result[key] = entry
            }
        }
        return result
    }

    /// Returns the base's items followed by the new items of the later list; nil if the limit is exceeded.
    private func append(_ items: [Node], to base: [Node], at node: Node) -> [Node]? {
        guard spend(base.count + items.count, at: node) else { return nil }
        let texts = Set(base.lazy.filter { $0.directive == .none }.compactMap(\.string))
        var result = base
        for item in items {
            if item.directive == .none, let text = item.string {
                if !texts.contains(text) { result.append(item) }
                continue
            }
            guard spend(base.count, at: node) else { return nil }
            if !base.contains(where: { $0.isSame(as: item) }) { result.append(item) }
        }
        return result
    }

    private func pool(_ bases: [Node], _ over: Node) -> Node {
        let subnet = over["subnet"]?.string
        guard let base = bases.first(where: { $0["subnet"]?.string == subnet }) else { return over }
        return merge(base, over, nil)
    }

    private func hasSameDriver(_ base: Node, _ over: Node) -> Bool {
        guard let left = base["driver"]?.string, let right = over["driver"]?.string else { return true }
        return left == right
    }

    private func spend(_ amount: Int, at node: Node) -> Bool {
        work += amount
        if work <= Self.limit { return true }
        log.report("too-many-nodes", "merging needs more than \(Self.limit) steps", at: node)
        return false
    }
}
