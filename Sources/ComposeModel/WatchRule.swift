/// What to do when files of a service change. Source: Compose Develop Specification, `watch`.
package struct WatchRule: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        /// Copies the changed files into the running service.
        case sync
        /// Rebuilds the image and replaces the service.
        case rebuild
        /// Restarts the service.
        case restart
        /// Copies the files, then restarts the service.
        case syncAndRestart = "sync+restart"
        /// Copies the files, then runs a command in the service.
        case syncAndExec = "sync+exec"
    }

    package var action: Action
    /// The absolute path of the file or folder to watch.
    package var path: String
    /// The absolute path inside the service to copy to; nil for actions that do not copy.
    package var target: String?
    /// Patterns relative to `path` of files to ignore, in addition to those of `.dockerignore`.
    package var ignore: [String] = []
    /// Patterns relative to `path` of the only files to watch; empty: all files.
    package var include: [String] = []
    /// Whether all files are copied when the watch starts.
    package var syncsAtStart = false
    /// The command that `syncAndExec` runs.
    package var exec: LifecycleHook?

    /// Creates a rule for all files below a path.
    package init(action: Action, path: String, target: String? = nil) {
        self.action = action
        self.path = path
        self.target = target
    }
}
