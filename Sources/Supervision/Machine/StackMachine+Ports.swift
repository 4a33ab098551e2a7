import ComposeModel
import Runtime

extension StackMachine {
    /// Throws `portTaken` if a service that is about to start would bind a port of another that is, or that runs or waits to.
    /// Each would take the other's answers to its probe for its own.
    func refuseSharedPorts(
        _ questions: [(service: String, binding: Launch.Binding)],
        beginning: Set<String>
    ) throws(SupervisorError) {
        var shared: [String] = []
        var claims: [UInt16: [(service: String, binding: Launch.Binding)]] = [:]
        for name in order where !beginning.contains(name) && services[name]?.isAtRest == false {
            for binding in services[name]?.bindings ?? [] {
                claims[binding.published, default: []].append((name, binding))
            }
        }
        for (name, binding) in questions {
            let other = claims[binding.published]?.first { $0.service != name && collide($0, (name, binding)) }
            if let other {
                shared.append("port \(binding.published) would be bound by both \(other.service) and \(name)")
            }
            claims[binding.published, default: []].append((name, binding))
        }
        guard shared.isEmpty else {
            throw SupervisorError(
                .portTaken,
                shared.joined(separator: "\n"),
                remedy: "start only one of them, or choose another port for one"
            )
        }
    }

    private func collide(
        _ first: (service: String, binding: Launch.Binding),
        _ second: (service: String, binding: Launch.Binding)
    ) -> Bool {
        if first.binding.host == second.binding.host { return true }
        return [first, second].contains { name, binding in
            services[name]?.service.ports.contains { $0.target == binding.target && $0.bindsEveryAddress } ?? false
        }
    }
}
