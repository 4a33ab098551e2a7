/// What happens when files of a service change. Source: Compose Develop Specification, `watch`.
public struct WatchRule: Hashable, Sendable {
    /// What is done about a change.
    public enum Action: String, Hashable, Sendable, CaseIterable {
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
    public var action: Action
    /// The file or folder that is watched: absolute.
    public var path: String
    /// Where the copies go: absolute, inside the service. Actions without a copy have none.
    public var target: String?
    /// Patterns, relative to `path`, of what is not looked at. Those of `.dockerignore` count as well.
    public var ignore: [String]
    /// Patterns, relative to `path`, of what alone is looked at; empty: everything.
    public var include: [String]
    /// Whether everything is copied when the watch begins.
    public var syncsAtStart: Bool
    /// What `syncAndExec` runs.
    public var exec: LifecycleHook?

    /// A rule for all of a path.
    public init(action: Action, path: String, target: String? = nil) {
        self.action = action
        self.path = path
        self.target = target
        ignore = []
        include = []
        syncsAtStart = false
    }
}
