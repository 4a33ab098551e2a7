import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: interpolates variables in every value of a tree. Keys stay unchanged.
struct InterpolationPhase {
    private var interpolator: Interpolator
    private let log: ProblemLog

    init(lookup: @escaping (String) -> String?, log: ProblemLog) {
        interpolator = Interpolator(lookup: lookup)
        self.log = log
    }

    mutating func run(_ node: Node) -> Node {
        var result = node
        switch node.value {
        case .scalar(let scalar): result.value = .scalar(expand(scalar, in: node))
        case .sequence(let items): result.value = .sequence(items.map { run($0) })
        case .mapping(var mapping):
            for index in mapping.entries.values.indices {
                mapping.entries.values[index].value = run(mapping.entries.values[index].value)
            }
            result.value = .mapping(mapping)
        }
        return result
    }

    private mutating func expand(_ scalar: Scalar, in node: Node) -> Scalar {
        guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return scalar }
        do {
            let text = try interpolator.expand(scalar.text)
            for unset in interpolator.unset { warn(unset, scalar, node) }
            return Scalar(text: text, style: .interpolated)
        } catch {
            let place = place(scalar, node, offset: error.offset, length: error.length)
            log.report(error.code, error.message, at: place, hint: error.hint)
            return Scalar(text: "", style: .broken)
        }
    }

    private func warn(_ unset: Interpolator.Unset, _ scalar: Scalar, _ node: Node) {
        log.warnOnce(
            "unset-variable",
            "the variable \(unset.name.quoted) is not set; using an empty value",
            at: place(scalar, node, offset: unset.offset, length: unset.length),
            note: "also used here",
            hint: "set it, or add a default: ${\(unset.name.prefix(60)):-default}"
        )
    }

    /// Returns the location inside the scalar if it is known, else that of the scalar.
    private func place(_ scalar: Scalar, _ node: Node, offset: Int, length: Int) -> Span {
        guard let start = scalar.textOffset else { return Span(node.location, length: node.length) }
        var location = node.location
        location.column += start + offset
        return Span(location, length: length)
    }
}
