/// The bindings that are in force: the table of ``KeyBinding``, with the keys that the user wants instead.
package struct KeyMap: Sendable {
    /// A key that would mean two things in one place.
    package struct Conflict: Hashable, Sendable {
        /// The key.
        package var key: KeyPress
        /// The action that was to have it.
        package var action: String
        /// The action that it belongs to as well.
        package var other: String
        /// Where, in words.
        package var place: String
        /// Whether the key was taken from the other action, which had it by default; else it was given to both, and
        /// the first in the table that makes sense has it.
        package var isTakenOver: Bool
    }

    /// One line of the list of keys.
    package struct Entry: Hashable, Sendable, Encodable {
        /// Where it holds, in words.
        package var context: String
        /// The action's name in a configuration file.
        package var action: String
        /// Names of keys.
        package var keys: [String]
        /// Half a sentence.
        package var description: String
    }

    private(set) var bindings: [KeyBinding]

    /// The table as it is.
    package static let standard = KeyMap(bindings: KeyBinding.all)

    /// What keys can be given to.
    package static let actionNames: [String] = Action.allCases.map(\.name)

    /// Every binding.
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

    /// Gives keys to actions, wherever these have any, instead of those that they had. Unknown names change nothing.
    ///
    /// The way out stays: an action `quit` without a key keeps Ctrl-C.
    ///
    /// - Returns: the keys that would mean two things now, but for those that the table itself gives several meanings.
    package mutating func assign(_ wanted: [String: [KeyPress]]) -> [Conflict] {
        let before = bindings
        for (index, binding) in before.enumerated() {
            if let keys = wanted[binding.action.name] {
                let isLastWayOut = binding.action == .quit && keys.isEmpty
                bindings[index].keys = isLastWayOut ? [.control("c")] : keys
            }
            // The footer names the partner's key.
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
                    // Of two that both want it, the first says so.
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

extension Action {
    /// As a configuration file names it: `start-service`.
    var name: String {
        var name = ""
        for character in "\(self)" {
            name += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
        return name
    }
}
