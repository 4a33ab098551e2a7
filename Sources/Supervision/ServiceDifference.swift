import ComposeModel
import Diagnostics
import OrderedCollections

/// What changed in a service's definition, in a person's words.
enum ServiceDifference {
    /// One line for each part that differs; empty where nothing does. Where something stands in the file is no part.
    static func lines(from old: Service, to new: Service) -> [String] {
        let old = old.withoutPlaces
        let new = new.withoutPlaces
        guard old != new else { return [] }
        var lines: [String] = []
        let before = Mirror(reflecting: old).children
        let after = Mirror(reflecting: new).children
        for (left, right) in zip(before, after) {
            guard let label = left.label, "\(left.value)" != "\(right.value)" else { continue }
            if label == "environment" {
                let keys = Set(old.environment.keys).union(new.environment.keys)
                let changed = keys.filter { old.environment[$0] != new.environment[$0] }.sorted()
                // Names only: values may be secrets.
                lines.append("\(new.name): environment \(changed.joined(separator: ", ")) changed")
            } else {
                lines.append("\(new.name): \(label) changed")
            }
        }
        return lines
    }
}

extension Service {
    fileprivate var withoutPlaces: Service {
        let nowhere = SourceLocation(file: "", line: 1, column: 1)
        var copy = self
        copy.location = nowhere
        // Holds for the log at once, so the service need not be started again for it.
        copy.settings.maxLogBytes = nil
        copy.settings.expectedErrors = []
        // Where it runs is compared with where it was started, not with what was written before.
        copy.settings.runtime = nil
        for index in copy.dependencies.indices { copy.dependencies[index].location = nowhere }
        copy.settings.providedBy?.location = nowhere
        for index in copy.preStart.indices {
            copy.preStart[index].definition = copy.preStart[index].definition.withoutPlaces
        }
        switch copy.settings.native {
        case .launcher(let path, _): copy.settings.native = .launcher(path: path, location: nowhere)
        case .command, nil: break
        }
        return copy
    }
}
