import CLinux
import Glibc

/// Runs what may block on a thread of its own, so that it takes none from everything else that is concurrent.
enum OwnThread {
    private final class Box {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// The result of the work. The caller waits for it, and blocks nothing.
    static func run<Value: Sendable>(
        _ name: String,
        _ work: @escaping @Sendable () throws(CommandFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        let result: Result<Value, CommandFailure> = await withCheckedContinuation { continuation in
            let isStarted = start(name) {
                continuation.resume(returning: Result { () throws(CommandFailure) in try work() })
            }
            guard !isStarted else { return }
            continuation.resume(returning: .failure(CommandFailure(.failed, "cannot start the thread \(name)")))
        }
        return try result.get()
    }

    /// Begins the work; false where the system has no thread left.
    static func start(_ name: String, _ work: @escaping @Sendable () -> Void) -> Bool {
        let box = Unmanaged.passRetained(
            Box {
                clinux_name_thread(name)
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
                Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            box.toOpaque()
        )
        if code != 0 { box.release() }
        return code == 0
    }
}
