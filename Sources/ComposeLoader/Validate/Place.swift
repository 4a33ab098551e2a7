import Diagnostics
import OrderedCollections
import YAMLTree

/// A node visited by a check, with the location of its key and its path.
struct Place: Placed {
    var node: Node
    var location: SourceLocation
    var length: Int
    var path: NodePath

    /// The service that contains the node.
    var owner: String {
        guard path.steps.count > 1, case .key(let name) = path.steps[1] else { return "" }
        return name
    }

    /// The last key of the path.
    var name: String {
        if case .key(let name)? = path.steps.last { name } else { "" }
    }

    /// The entries of a mapping.
    var children: [Place] {
        (node.mapping?.entries ?? [:]).map { key, entry in
            Place(node: entry.value, location: entry.location, length: entry.length, path: path.key(key))
        }
    }
}

extension PathTable {
    /// Walks a tree without changing it.
    func visit(_ place: Place, apply: (Rule, Place) -> Void) {
        for rule in here { apply(rule, place) }
        guard !isLeaf else { return }
        switch place.node.value {
        case .scalar: break
        case .sequence(let items):
            guard let table = below("*") else { return }
            for (index, item) in items.enumerated() {
                let path = place.path.index(index)
                table.visit(Place(node: item, location: item.location, length: item.length, path: path), apply: apply)
            }
        case .mapping:
            for child in place.children { below(child.name)?.visit(child, apply: apply) }
        }
    }
}
