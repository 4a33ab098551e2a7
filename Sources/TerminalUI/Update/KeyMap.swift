/// The effective key bindings: the table of ``KeyBinding`` with the user's overrides.
package struct KeyMap: Sendable {
    /// A key with two actions in one context.
    package struct Conflict: Hashable, Sendable {
        package var key: KeyPress
        /// The action that the key was assigned to.
        package var action: String
        /// The other action of the key.
        package var other: String
        /// The context, as shown to the user.
        package var place: String
        /// Whether the key was taken from the other action, which had it by default. Otherwise both have it, and the
        /// first enabled one in the table wins.
        package var isTakenOver: Bool
    }

    /// An entry of the key list.
    package struct Entry: Hashable, Sendable, Encodable {
        /// The context, as shown to the user.
        package var context: String
        /// The name of the action in the configuration file.
        package var action: String
        package var keys: [String]
        package var description: String
    }

    private(set) var bindings: [KeyBinding]

    /// The default bindings.
    package static let standard = KeyMap(bindings: KeyBinding.all)

    /// The names of all actions.
    package static let actionNames: [String] = Action.allCases.map(\.name)

    /// All bindings.
    package var entries: [Entry] {
        bindings.map { binding in
            Entry(
                context: binding.context.rawValue,
                action: binding.action.name,
                keys: binding.keys.map(\.name),
                description: binding.description
            )
        }
    }

    /// Replaces the keys of actions in all contexts where they have any. Ignores unknown names.
    ///
    /// Quitting always stays possible: `quit` without a key keeps Ctrl-C.
    ///
    /// - Returns: the new conflicts, without those of the default table.
    package mutating func assign(_ wanted: [String: [KeyPress]]) -> [Conflict] {
        let before = bindings
        for (index, binding) in before.enumerated() {
            if let keys = wanted[binding.action.name] {
                let isLastWayOut = binding.action == .screen(.quit) && keys.isEmpty
                bindings[index].keys = isLastWayOut ? [.control("c")] : keys
            }
            // The footer shows the partner's key.
            if let partner = binding.partner,
                let other = before.first(where: { $0.context == binding.context && $0.keys.contains(partner) }),
                let keys = wanted[other.action.name]
            {
                bindings[index].partner = keys.first
            }
        }
        return conflicts(wanted, before)
    }

    private mutating func conflicts(_ wanted: [String: [KeyPress]], _ before: [KeyBinding]) -> [Conflict] {
        var conflicts: [Conflict] = []
        for (index, binding) in bindings.enumerated() where wanted[binding.action.name] != nil {
            for (other, rival) in bindings.enumerated() where other != index && rival.context == binding.context {
                let isNew = !before[index].keys.contains(where: before[other].keys.contains)
                for key in binding.keys where rival.keys.contains(key) && rival.action != binding.action && isNew {
                    let isTakenOver = wanted[rival.action.name] == nil
                    if isTakenOver { bindings[other].keys.removeAll { $0 == key } }
                    // If both actions were assigned the key, the first one reports it.
                    if !isTakenOver, other < index { continue }
                    conflicts.append(
                        Conflict(
                            key: key,
                            action: binding.action.name,
                            other: rival.action.name,
                            place: binding.context.rawValue,
                            isTakenOver: isTakenOver
                        )
                    )
                }
            }
        }
        return conflicts
    }
}
