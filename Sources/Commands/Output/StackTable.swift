/// Renders the output of `cpadev ls`.
enum StackTable {
    static func render(_ stacks: [ListedStack], _ terminal: Terminal, width: Int?) -> String {
        guard !stacks.isEmpty else {
            return "no stack of yours is running; cpadev ls --all lists those that are down\n"
        }
        var table = TextTable(header: ["NAME", "STATE", "BRANCH", "FOLDER", "PORTS"])
        for stack in stacks {
            let ports = stack.ports.sorted { $0.key < $1.key }.map { name, ports in
                "\(name):\(ports.map(String.init).joined(separator: ","))"
            }
            table.add(
                .init(stack.name, stack.isRunning ? .bold : nil),
                .init(words(stack), style(stack)),
                .init(stack.branch ?? "-"),
                .init(stack.folder),
                .init(ports.isEmpty ? "-" : ports.joined(separator: " "))
            )
        }
        if let width { table.fit(width, leavingOut: ["PORTS", "BRANCH"]) }
        return table.render(terminal)
    }

    private static func words(_ stack: ListedStack) -> String {
        switch stack.state {
        case .down: "down"
        case .unresponsive: "does not respond"
        case .running: "\(stack.ready ?? 0)/\(stack.services ?? 0) ready"
        }
    }

    private static func style(_ stack: ListedStack) -> Terminal.Style? {
        switch stack.state {
        case .down: .dim
        case .unresponsive: .red
        case .running: stack.ready == stack.services ? .green : .yellow
        }
    }
}
