import CLinux
import Glibc

/// The watcher's thread: reads what the kernel tells, waits for quiet, and tells what changed.
struct WatchLoop: Sendable {
    let inotify: Int32
    let stopEvent: Int32
    let configuration: FileWatchConfiguration
    let emit: AsyncStream<WatchEvent>.Continuation

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    func start(_ tree: sending WatchedTree) {
        let tree = tree
        let body = Body { self.run(tree) }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument else { return nil }
                clinux_name_thread("cpadev-watch")
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            Unmanaged.passRetained(body).toOpaque()
        )
        pthread_attr_destroy(&attributes)
        precondition(result == 0, "cannot start a thread: \(String(cString: strerror(result)))")
    }

    private func run(_ tree: WatchedTree) {
        var tree = tree
        let epoll = clinux_epoll_create()
        _ = clinux_epoll_add(epoll, inotify, 0)
        _ = clinux_epoll_add(epoll, stopEvent, 1)
        defer { for descriptor in [epoll, inotify, stopEvent] { close(descriptor) } }
        let clock = ContinuousClock()
        var tokens: [UInt64] = [0, 0]
        var entries = [clinux_inotify_entry](repeating: clinux_inotify_entry(), count: 256)
        var began: ContinuousClock.Instant?
        while true {
            let timeout = tree.hasChanges ? configuration.quiet.wholeMilliseconds : -1
            let ready = clinux_epoll_wait(epoll, &tokens, 2, timeout)
            guard ready >= 0, !tokens.prefix(Int(ready)).contains(1) else { return }
            var count = clinux_inotify_read(inotify, &entries, 256)
            while count > 0 {
                for entry in entries.prefix(Int(count)) { tree.take(entry) }
                count = clinux_inotify_read(inotify, &entries, 256)
            }
            guard tree.hasChanges else { continue }
            let first = began ?? clock.now
            began = first
            // Somebody who writes all the time must not keep everybody from hearing of it.
            guard ready == 0 || clock.now - first > configuration.patience else { continue }
            began = nil
            let changes = tree.changes()
            if !changes.isEmpty { emit.yield(.changed(changes)) }
            for failure in tree.takeFailures() { emit.yield(.failed(failure)) }
        }
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int32 {
        Int32(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
