import OrderedCollections
import YAMLTree

/// Converts the finished tree to the form of `docker compose config`: sizes in bytes, normalized durations and numbers,
/// no empty values, and explicit names where Compose generates them.
///
/// The table of shapes defines the type of each value. Source: compose-go's `types`, whose fields define what is
/// omitted if empty.
struct ComposeForm {
    /// The project's name.
    let name: String

    func run(_ root: Node) -> Node {
        let named = name(root)
        let listed = Self.lists.walk(named) { rule, node, _ in rule(&node) }
        return write(listed, .project)
    }

    // MARK: Values by shape

    private func write(_ node: Node, _ shape: Shape) -> Node {
        guard case .forms(let scalarShape, let itemShape, let mappingShape) = shape else { return node }
        switch (node.value, mappingShape) {
        case (.scalar(let scalar), _):
            var result = node
            result.value = .scalar(scalarShape?.written(scalar) ?? scalar)
            return result
        case (.sequence(let items), _):
            return .list(items.map { write($0, itemShape ?? .any) }, at: node)
        case (.mapping(let mapping), .record(let record)?): return .map(write(mapping, record), at: node)
        case (.mapping(let mapping), .map(let valueShape, _)?):
            var result = mapping
            for (key, entry) in mapping.entries { result[key]?.value = write(entry.value, valueShape) }
            return .map(result, at: node)
        case (.mapping, nil): return node
        }
    }

    private func write(_ mapping: Mapping, _ record: Record) -> Mapping {
        var result = Mapping()
        for (key, var entry) in mapping.entries {
            if let field = record.fields[key] {
                entry.value = write(entry.value, field.shape)
                if !field.isKept(entry.value) { continue }
            }
            result[key] = entry
        }
        return result
    }

    // MARK: Names

    /// Source: compose-go's `setNameFromKey`.
    private func name(_ root: Node) -> Node {
        var result = root
        for collection in ["networks", "volumes", "secrets", "configs"] {
            guard var entries = root[collection]?.mapping else { continue }
            for (key, entry) in entries.entries {
                let isExternal = entry.value["external"]?.bool ?? false
                var resource = entry.value.isNull ? Node.map(Mapping(), at: entry.value) : entry.value
                resource.setDefault("name", isExternal ? key : "\(name)_\(key)")
                entries[key]?.value = resource
            }
            result[collection]?.mapping = entries
        }
        return result
    }

    // MARK: Mappings written as lists

    private static let lists = PathTable<@Sendable (inout Node) -> Void>.withSteps([
        ("services.*.extra_hosts", { $0.toHostList() }),
        ("services.*.build.extra_hosts", { $0.toHostList() }),
        ("services.*.build.ssh", { $0.toSSHList() }),
    ])
}

extension Node {
    /// host: [address] → `host=address`, sorted.
    fileprivate mutating func toHostList() {
        guard let mapping else { return }
        let lines = mapping.entries.flatMap { host, entry in entry.value.strings.map { "\(host)=\($0)" } }
        self = .list(lines.sorted().map { .text($0, at: self) }, at: self)
    }

    /// id: path → `id=path`, or `id` if there is no path.
    fileprivate mutating func toSSHList() {
        guard let mapping else { return }
        let lines = mapping.entries.map { id, entry in entry.value.string.map { "\(id)=\($0)" } ?? id }
        self = .list(lines.map { .text($0, at: self) }, at: self)
    }
}

extension ScalarShape {
    /// Returns a scalar in its normalized spelling.
    fileprivate func written(_ scalar: Scalar) -> Scalar {
        guard scalar.kind != .null, scalar.style != .broken else { return scalar }
        let text = scalar.text
        switch format {
        case .byteSize: return ByteSizeText.parse(text).map { .text("\($0)") } ?? scalar
        case .byteSizeOrUnlimited where scalar.integer == -1: return .text("-1")
        case .byteSizeOrUnlimited: return ByteSizeText.parse(text).map { .text("\($0)") } ?? scalar
        case .duration: return DurationText.parse(text).map { .text(GoText.duration($0)) } ?? scalar
        case .microseconds: return DurationText.microseconds(text).map { .plain("\($0)") } ?? scalar
        case .fileMode: return FileModeText.parse(scalar).map { .text("0" + String($0, radix: 8)) } ?? scalar
        case .modeNumber: return FileModeText.parse(scalar).map { .plain("\($0)") } ?? scalar
        case .number: return scalar.number.map { .plain(GoText.number($0)) } ?? scalar
        case .deviceCount: return text.lowercased() == "all" ? .plain("-1") : .plain(scalar.spelling)
        case .any, .port, .natural, .restart, .signal, .schedule, .pullPolicy, .choice, .choiceOrEmpty:
            if kinds.contains(.string) { return .text(scalar.spelling) }
            return cast(scalar).inOneSpelling
        }
    }
}

extension Scalar {
    fileprivate static func text(_ text: String) -> Scalar { Scalar(text: text, style: .quoted) }
    fileprivate static func plain(_ text: String) -> Scalar { Scalar(text: text, style: .plain) }

    /// A number or boolean as a plain scalar in its normalized spelling.
    fileprivate var inOneSpelling: Scalar { kind == .string || kind == .null ? self : .plain(spelling) }

    /// The scalar as a string, with numbers and booleans normalized, whatever base they are written in.
    var spelling: String {
        switch kind {
        case .null, .string: text
        case .boolean: bool == true ? "true" : "false"
        case .integer: integer.map { "\($0)" } ?? text
        case .float: unsigned.map { "\($0)" } ?? number.map { $0.isFinite ? GoText.text($0) : text } ?? text
        }
    }
}

extension Field {
    /// Whether a value is written. `null` never is; an empty value is written only if it differs from a missing one.
    fileprivate func isKept(_ node: Node) -> Bool {
        guard !node.isNull else { return false }
        switch emptiness {
        case .kept: return true
        case .trueDropped: return node.bool != true
        case .dropped: return !isEmpty(node)
        case nil:
            // The presence of a record is significant even if it is empty.
            if case .forms(_, _, .record?) = shape, node.mapping != nil { return true }
            return !isEmpty(node)
        }
    }

    /// Whether a value is empty. A size or duration is empty if it is zero, because it is a number written as a string.
    private func isEmpty(_ node: Node) -> Bool {
        switch node.value {
        case .sequence(let items): items.isEmpty
        case .mapping(let mapping): mapping.entries.isEmpty
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: true
            case .boolean: scalar.bool == false
            case .integer, .float: scalar.number == 0
            case .string: scalar.text.isEmpty || scalar.text == zero
            }
        }
    }

    private var zero: String? {
        guard case .forms(let scalar?, _, _) = shape else { return nil }
        switch scalar.format {
        case .byteSize, .byteSizeOrUnlimited: return "0"
        case .duration: return "0s"
        case .any, .pullPolicy, .microseconds, .fileMode, .modeNumber, .deviceCount, .port, .natural, .number, .restart,
            .signal, .schedule, .choice, .choiceOrEmpty:
            return nil
        }
    }
}
