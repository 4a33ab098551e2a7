import Foundations

/// The types that a dashboard's parts must have. A wrong one elsewhere is a panel that cannot be drawn, or a default.
enum DashboardShape {
    private indirect enum Shape: Sendable {
        case text
        case list(of: Shape)
        /// Members that may be missing; others are not looked at.
        case object([(name: String, shape: Shape)])

        var name: String {
            switch self {
            case .text: "text"
            case .list: "a list"
            case .object: "an object"
            }
        }
    }

    private static let target = Shape.object([("expr", .text)])
    private static let panelMembers: [(name: String, shape: Shape)] = [("targets", .list(of: target))]
    /// A row contains panels.
    private static let panel = Shape.object(panelMembers + [("panels", .list(of: .object(panelMembers)))])
    private static let dashboard = Shape.object([
        ("panels", .list(of: panel)), ("rows", .list(of: .object([("panels", .list(of: panel))]))),
        ("templating", .object([("list", .list(of: .object([("name", .text)])))])),
    ])

    /// Returns the first part of the wrong type, such as `panels[2].targets is not a list`; nil if there is none.
    static func problem(in root: JSONValue) -> String? { problem(root, dashboard, at: "") }

    private static func problem(_ value: JSONValue, _ shape: Shape, at path: String) -> String? {
        switch (shape, value) {
        // Grafana writes null for what is not set.
        case (_, .null), (.text, .text): return nil
        case (.list(let element), .list(let elements)):
            for (index, value) in elements.enumerated() {
                if let problem = problem(value, element, at: "\(path)[\(index)]") { return problem }
            }
            return nil
        case (.object(let members), .object):
            for (name, shape) in members {
                guard let member = value[name] else { continue }
                let path = path.isEmpty ? name : "\(path).\(name)"
                if let problem = problem(member, shape, at: path) { return problem }
            }
            return nil
        default: return "'\(path)' is not \(shape.name)"
        }
    }
}
