/// What happens when files of a service change. Source: Compose Develop Specification, `watch`.
package struct WatchRule: Hashable, Sendable {
    /// What is done about a change.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        /// The changed files are copied into the running service.
        case sync
        /// The image is built anew and the service replaced.
        case rebuild
        /// The service is restarted.
        case restart
        /// The files are copied, then the service restarted.
        case syncAndRestart = "sync+restart"
        /// The files are copied, then a command is run in the service.
        case syncAndExec = "sync+exec"
    }

    /// What is done.
    package var action: Action
    /// The file or folder that is watched: absolute.
    package var path: String
    /// Where the copies go: absolute, inside the service. Actions without a copy have none.
    package var target: String?
    /// Patterns, relative to `path`, of what is not looked at. Those of `.dockerignore` count as well.
    package var ignore: [String]
    /// Patterns, relative to `path`, of what alone is looked at; empty: everything.
    package var include: [String]
    /// Whether everything is copied when the watch begins.
    package var syncsAtStart: Bool
    /// What `syncAndExec` runs.
    package var exec: LifecycleHook?

    /// A rule for all of a path.
    package init(action: Action, path: String, target: String? = nil) {
        self.action = action
        self.path = path
        self.target = target
        ignore = []
        include = []
        syncsAtStart = false
    }
}
