/// The pending work for one service after file changes: the combined actions of its watch rules.
package struct ServiceRefresh: Hashable, Sendable, Codable {
    package var service: String
    /// The files to copy into the service or remove from it; each target occurs once.
    package var copies: [FileChange] = []
    /// The targets as written in the rules, for display.
    package var targets: [String] = []
    /// Whether the image must be rebuilt and the service replaced.
    package var rebuilds = false
    /// Whether the service must be restarted after the files are copied.
    package var restarts = false
    /// The commands to run in the service after the files are copied.
    package var hooks: [LifecycleHook] = []
    /// The number of changed files.
    package var fileCount: Int = 0

    package init(service: String) { self.service = service }

    /// Returns both combined. For the same target, the later change wins.
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
