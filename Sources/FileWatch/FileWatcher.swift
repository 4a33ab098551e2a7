import CLinux
import Glibc

/// Watches files and folders with inotify(7), and reports changes in batches.
///
/// A dedicated thread blocks in the kernel. It ends with the watcher, or when the consumer of the stream is gone.
package final class FileWatcher: Sendable {
    /// Batches of changes, in order. The buffer is unbounded, since batches are small and none may be dropped.
    package let events: AsyncStream<WatchEvent>
    /// The sorted absolute paths of the files below the roots when watching started.
    package let files: [String]

    private let stopEvent: Int32
    private let emit: AsyncStream<WatchEvent>.Continuation

    /// Starts watching. All changes after the return are detected.
    /// - Throws: ``FileWatchError`` if a folder cannot be watched.
    package init(_ configuration: FileWatchConfiguration) throws(FileWatchError) {
        let inotify = clinux_inotify_create()
        guard inotify >= 0 else {
            let limit = WatchedTree.limit("max_user_instances")
            throw FileWatchError(
                .tooManyWatchers,
                "cannot watch files: the system allows \(limit) watchers (fs.inotify.max_user_instances)",
                remedy: "run 'sudo sysctl fs.inotify.max_user_instances=512'"
            )
        }
        var tree = WatchedTree(inotify: inotify, configuration: configuration)
        let failures = tree.takeFailures()
        if let failure = failures.first {
            close(inotify)
            throw failure
        }
        files = tree.files.keys.sorted()
        let stop = clinux_eventfd()
        stopEvent = stop
        (events, emit) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        emit.onTermination = { _ in Self.wake(stop) }
        let loop = WatchLoop(inotify: inotify, stopEvent: stop, configuration: configuration, emit: emit)
        loop.start(tree)
    }

    /// Stops watching and ends the stream.
    package func stop() { emit.finish() }

    deinit { emit.finish() }

    private static func wake(_ event: Int32) {
        var one: UInt64 = 1
        _ = write(event, &one, MemoryLayout.size(ofValue: one))
    }
}
