/// What is to be done with one service because files changed: the actions of its watch rules, taken together.
package struct ServiceRefresh: Hashable, Sendable, Codable {
    /// The service's name.
    package var service: String
    /// Files to copy into it, or to remove there; each target once.
    package var copies: [FileChange]
    /// Where the copies go, as the rules have it, for people.
    package var targets: [String]
    /// Its image is to be built anew, and it replaced.
    package var rebuilds: Bool
    /// It is to be restarted once the files are copied.
    package var restarts: Bool
    /// Commands to run in it once the files are copied.
    package var hooks: [LifecycleHook]
    /// How many files changed.
    package var fileCount: Int

    /// Nothing to do yet.
    package init(service: String) {
        self.service = service
        copies = []
        targets = []
        rebuilds = false
        restarts = false
        hooks = []
        fileCount = 0
    }

    /// This and then the other one: a later change of the same file counts.
    package func merged(with later: ServiceRefresh) -> ServiceRefresh {
        var result = self
        let replaced = Set(later.copies.map(\.target))
        result.copies = copies.filter { !replaced.contains($0.target) } + later.copies
        result.targets += later.targets.filter { !targets.contains($0) }
        result.rebuilds = rebuilds || later.rebuilds
        result.restarts = restarts || later.restarts
        result.hooks += later.hooks.filter { !hooks.contains($0) }
        result.fileCount += later.fileCount
        return result
    }
}
