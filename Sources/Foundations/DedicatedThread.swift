import Glibc

/// Starts threads for blocking work, which would otherwise occupy a thread of the concurrency pool.
package enum DedicatedThread {
    /// The system is out of threads.
    package struct StartError: Error, Hashable, CustomStringConvertible {
        /// The error of pthread_create(3).
        package let code: Int32

        package var description: String { "cannot start a thread: \(String(cString: strerror(code)))" }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs the work on a detached thread of its own.
    ///
    /// - Parameter name: the name in lists of threads, of which Linux keeps 15 bytes; nil for the program's name.
    package static func start(
        named name: String? = nil,
        _ work: @escaping @Sendable () -> Void
    ) throws(StartError) {
        let body = Unmanaged.passRetained(
            Body {
                if let name { setName(name) }
                work()
            }
        )
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            body.toOpaque()
        )
        guard code == 0 else {
            body.release()
            throw StartError(code: code)
        }
    }

    /// Like ``start(named:_:)``, for threads that the program cannot work without. Traps if the thread cannot be started.
    package static func startOrTrap(named name: String, _ work: @escaping @Sendable () -> Void) {
        do throws(StartError) { try start(named: name, work) } catch { preconditionFailure("\(name): \(error)") }
    }

    /// Names the calling thread. The Glibc module has neither pthread_setname_np(3) nor prctl(2). Source: proc(5).
    private static func setName(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        _ = write(file, name, name.utf8.count)
    }
}
