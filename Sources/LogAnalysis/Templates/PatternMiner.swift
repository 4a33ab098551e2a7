/// Groups lines into patterns, in one pass and bounded memory.
///
/// A line's ``LineTemplate`` is looked up by its hash, so that a line of a known shape costs little more than reading it. A new
/// shape joins the group with the same service, level, number of words and first word. Once a group has eight shapes, a new
/// one is merged with the most similar one if at least two thirds of their words are equal; the other words become `<*>`.
/// (After Drain: He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", 2017.) Beyond the limit, the
/// rarest patterns are merged into one per service.
package struct PatternMiner: Sendable {
    /// The template of patterns too rare to keep.
    package static let otherTemplate = "(other lines)"

    private struct GroupKey: Hashable {
        var service: Int
        var level: LogLevel?
        var words: Int
        var firstWord: [UInt8]
    }

    private let limit: Int
    private var services: [String: Int] = [:]
    private var template = LineTemplate()
    private var entries: [PatternEntry] = []
    private var groups: [GroupKey: [Int]] = [:]
    /// A cache from the hash of a shape to its entry.
    private var known: [UInt64: Int] = [:]
    private var others: [Int: LinePattern] = [:]

    /// - Parameter limit: the maximum number of patterns, not counting one for other lines per service.
    package init(limit: Int = 4000) {
        self.limit = max(16, limit)
    }

    /// Adds a line. Blank lines are ignored.
    package mutating func add(service: String, line: UnsafeRawBufferPointer, level: LogLevel?, timeNs: Int64) {
        guard template.read(line) else { return }
        let service = number(of: service)
        let hash = Self.hash(template.bytes, service, level)
        if let index = known[hash] {
            entries[index].count(timeNs)
            return
        }
        let index = entry(service: service, level: level, line: line, timeNs: timeNs)
        if known.count >= 65536 { known.removeAll(keepingCapacity: true) }
        known[hash] = index
        if entries.count > limit { compact() }
    }

    /// Adds a line. Blank lines are ignored.
    package mutating func add(service: String, line: String, level: LogLevel?, timeNs: Int64) {
        var line = line
        line.withUTF8 { add(service: service, line: UnsafeRawBufferPointer($0), level: level, timeNs: timeNs) }
    }

    /// The patterns, most frequent first.
    package var patterns: [LinePattern] {
        var names = [String](repeating: "", count: services.count)
        for (name, number) in services { names[number] = name }
        let found = entries.lazy.filter { $0.count > 0 }.map { $0.pattern(service: names[$0.service]) }
        return (Array(found) + others.values).sorted {
            if $0.count != $1.count { return $0.count > $1.count }
            return ($0.service, $0.template, $0.level?.rawValue ?? "") < (
                $1.service, $1.template, $1.level?.rawValue ?? ""
            )
        }
    }

    private mutating func number(of service: String) -> Int {
        if let number = services[service] { return number }
        services[service] = services.count
        return services.count - 1
    }

    /// FNV-1a over eight bytes at a time, mixed at the end.
    private static func hash(_ bytes: [UInt8], _ service: Int, _ level: LogLevel?) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func take(_ value: UInt64) {
            hash = (hash ^ value) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
        }
        take(UInt64(service) << 8 | UInt64(level.map { $0.rawValue.utf8.first ?? 0 } ?? 1))
        bytes.withUnsafeBytes { bytes in
            var place = 0
            while place + 8 <= bytes.count {
                take(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place += 8
            }
            var rest: UInt64 = UInt64(bytes.count) << 56
            while place < bytes.count {
                rest = rest << 8 ^ UInt64(bytes[place])
                place += 1
            }
            take(rest)
        }
        return hash
    }

    /// The entry for a new shape, which also counts the line.
    private mutating func entry(service: Int, level: LogLevel?, line: Bytes, timeNs: Int64) -> Int {
        let words = template.bytes.split(separator: 0x20).map { Array($0) }
        let key = GroupKey(service: service, level: level, words: words.count, firstWord: words.first ?? [])
        let group = groups[key] ?? []
        if let index = group.first(where: { entries[$0].matches(words) }) {
            entries[index].count(timeNs)
            return index
        }
        if group.count >= 8,
            let best = group.max(by: { entries[$0].equalWords(words) < entries[$1].equalWords(words) }),
            entries[best].equalWords(words) * 3 >= words.count * 2
        {
            entries[best].widen(to: words)
            entries[best].count(timeNs)
            absorb(into: best, group: group, key: key)
            return best
        }
        entries.append(PatternEntry(service: service, level: level, words: words, line: line, timeNs: timeNs))
        groups[key, default: []].append(entries.count - 1)
        return entries.count - 1
    }

    /// Merges the other patterns that a widened one now matches, and drops their cached hashes.
    private mutating func absorb(into best: Int, group: [Int], key: GroupKey) {
        let taken = group.filter { $0 != best && entries[best].matches(entries[$0].words) }
        guard !taken.isEmpty else { return }
        for index in taken {
            entries[best].take(entries[index])
            entries[index].empty()
        }
        let gone = Set(taken)
        groups[key] = group.filter { !gone.contains($0) }
        known = known.filter { !gone.contains($0.value) }
    }

    /// Keeps the most frequent patterns, half the limit, and merges the rest.
    private mutating func compact() {
        let kept = entries.filter { $0.count > 0 }.sorted { $0.count > $1.count }
        var names = [String](repeating: "", count: services.count)
        for (name, number) in services { names[number] = name }
        for entry in kept.dropFirst(limit / 2) {
            var other = others[entry.service] ?? entry.pattern(service: names[entry.service])
            if others[entry.service] == nil {
                other.template = Self.otherTemplate
                other.level = nil
            } else {
                other.count += entry.count
                other.first = min(other.first, entry.first)
                other.last = max(other.last, entry.last)
            }
            others[entry.service] = other
        }
        entries = Array(kept.prefix(limit / 2))
        known.removeAll(keepingCapacity: true)
        groups.removeAll(keepingCapacity: true)
        for (index, entry) in entries.enumerated() {
            let key = GroupKey(
                service: entry.service,
                level: entry.level,
                words: entry.words.count,
                firstWord: entry.words.first ?? []
            )
            groups[key, default: []].append(index)
        }
    }
}
