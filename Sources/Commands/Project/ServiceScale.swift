import ArgumentParser
import ComposeModel

/// How many of a service are to run: `web=3`; at most ``Service/largestScale``.
struct ServiceScale: ExpressibleByArgument, Hashable, Sendable {
    var service: String
    var count: Int

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), equals != argument.startIndex,
            let count = Int(argument[argument.index(after: equals)...]), (0...Service.largestScale).contains(count)
        else { return nil }
        service = String(argument[..<equals])
        self.count = count
    }
}

extension [ServiceScale] {
    /// Later ones win.
    var byService: [String: Int] { Dictionary(map { ($0.service, $0.count) }) { $1 } }
}
