import CLinux
import Glibc

/// What is watched, and how.
package struct FileWatchConfiguration: Sendable {
    /// Files and folders, absolute; folders with all that is in them. They need not exist yet.
    package var roots: [String]
    /// Folders that are not looked into.
    package var isPruned: @Sendable (_ folder: String) -> Bool
    /// How long nothing must have happened for changes to be told.
    package var quiet: Duration
    /// After so long they are told even where something happens all the time.
    package var patience: Duration
    /// Adds a watch to an inotify descriptor: its number, or minus the errno. Tests have it fail.
    var addWatch: @Sendable (_ inotify: Int32, _ folder: String) -> Int32

    /// Everything below the roots, told after 100 ms without changes, or after 2 s.
    package init(
        roots: [String],
        quiet: Duration = .milliseconds(100),
        patience: Duration = .seconds(2),
        isPruned: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.roots = roots
        self.isPruned = isPruned
        self.quiet = quiet
        self.patience = patience
        addWatch = { inotify, folder in
            let watch = clinux_inotify_add(inotify, folder)
            return watch >= 0 ? watch : -errno
        }
    }
}
