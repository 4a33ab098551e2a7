import ArgumentParser
import ComposeModel

/// The number of replicas of a service: `web=3`; at most ``Service/maximumReplicas``.
struct ServiceScale: ExpressibleByArgument, Hashable, Sendable {
    var service: String
    var count: Int

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), equals != argument.startIndex,
            let count = Int(argument[argument.index(after: equals)...]), (0...Service.maximumReplicas).contains(count)
        else { return nil }
        service = String(argument[..<equals])
        self.count = count
    }
}

extension [ServiceScale] {
    /// Later ones win.
    var byService: [String: Int] { Dictionary(map { ($0.service, $0.count) }) { $1 } }
}
