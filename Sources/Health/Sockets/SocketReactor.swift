import Glibc
import Synchronization

/// Lets tasks wait until a non-blocking socket is readable or writable.
///
/// One thread with poll(2) serves every socket of every probe; it starts with the first wait that cannot be answered
/// at once and sleeps while nothing waits. libpq watches a descriptor that it owns, which no NIO channel can adopt, and
/// a pool of blocking threads would be jammed by a few peers that never answer; hence this small one of our own.
final class SocketReactor: Sendable {
    enum Direction: Sendable {
        case readable
        case writable

        fileprivate var events: Int16 {
            switch self {
            case .readable: Int16(POLLIN)
            case .writable: Int16(POLLOUT)
            }
        }
    }

    enum WaitResult: Sendable {
        /// Ready, or in error: the next call on the socket tells.
        case ready
        case timedOut
        /// By the task's cancellation or by ``shutDown()``.
        case cancelled
    }

    private struct Waiter {
        var descriptor: Int32
        var direction: Direction
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<WaitResult, Never>
    }

    private struct State {
        var waiters: [UInt64: Waiter] = [:]
        var nextID: UInt64 = 0
        /// The end of a socket pair that wakes the thread; nil until it has been started.
        var wakeDescriptor: Int32?
        /// Whether a byte is on its way already.
        var isAwake = false
        var isShutDown = false
    }

    private let state = Mutex(State())

    /// Waits, without a thread of its own, until the socket is ready, the deadline has come or the task is cancelled.
    /// The descriptor must stay open until this returns.
    func wait(
        for descriptor: Int32,
        _ direction: Direction,
        until deadline: ContinuousClock.Instant
    ) async -> WaitResult {
        // On loopback the answer is mostly there already: a refused connection costs no change of threads.
        var immediate = pollfd(fd: descriptor, events: direction.events, revents: 0)
        if poll(&immediate, 1, 0) > 0 { return .ready }

        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                register(
                    Waiter(
                        descriptor: descriptor,
                        direction: direction,
                        deadline: deadline,
                        continuation: continuation
                    ),
                    id: id
                )
                // A cancellation before the registration found nothing to cancel.
                if Task.isCancelled { finish(id, with: .cancelled) }
            }
        } onCancel: {
            finish(id, with: .cancelled)
        }
    }

    /// Ends every wait and the thread. Waits that come later end at once.
    func shutDown() {
        let waiters = state.withLock { state in
            state.isShutDown = true
            wake(&state)
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .cancelled) }
    }

    private func register(_ waiter: Waiter, id: UInt64) {
        let isAccepted = state.withLock { state in
            guard !state.isShutDown, startThread(&state) else { return false }
            state.waiters[id] = waiter
            wake(&state)
            return true
        }
        if !isAccepted { waiter.continuation.resume(returning: .cancelled) }
    }

    private func finish(_ id: UInt64, with result: WaitResult) {
        let waiter = state.withLock { state in
            // The thread must let go of the descriptor: poll(2) keeps a closed socket alive while it waits for it.
            wake(&state)
            return state.waiters.removeValue(forKey: id)
        }
        waiter?.continuation.resume(returning: result)
    }

    private func wake(_ state: inout State) {
        guard let descriptor = state.wakeDescriptor, !state.isAwake else { return }
        state.isAwake = true
        var byte: UInt8 = 0
        _ = write(descriptor, &byte, 1)
    }

    // MARK: The thread

    private func startThread(_ state: inout State) -> Bool {
        if state.wakeDescriptor != nil { return true }
        var ends: [Int32] = [-1, -1]
        // Close-on-exec from the first moment, which Glibc's module offers for sockets only.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return false }
        let start = Unmanaged.passRetained(ThreadStart(reactor: self, wakeDescriptor: ends[0]))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { raw in
                guard let raw else { return nil }
                let start = Unmanaged<ThreadStart>.fromOpaque(raw).takeRetainedValue()
                start.reactor.run(wakeDescriptor: start.wakeDescriptor)
                return nil
            },
            start.toOpaque()
        )
        guard code == 0 else {
            start.release()
            close(ends[0])
            close(ends[1])
            return false
        }
        pthread_detach(thread)
        state.wakeDescriptor = ends[1]
        return true
    }

    private final class ThreadStart {
        let reactor: SocketReactor
        let wakeDescriptor: Int32

        init(reactor: SocketReactor, wakeDescriptor: Int32) {
            self.reactor = reactor
            self.wakeDescriptor = wakeDescriptor
        }
    }

    private func run(wakeDescriptor: Int32) {
        // Signals are for the threads that expect them.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        var polled: [pollfd] = []
        var ids: [UInt64] = []
        while true {
            polled.removeAll(keepingCapacity: true)
            ids.removeAll(keepingCapacity: true)
            polled.append(pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0))
            let next = state.withLock { state -> ContinuousClock.Instant?? in
                if state.isShutDown { return .none }
                for (id, waiter) in state.waiters {
                    ids.append(id)
                    polled.append(pollfd(fd: waiter.descriptor, events: waiter.direction.events, revents: 0))
                }
                return .some(state.waiters.values.lazy.map(\.deadline).min())
            }
            guard let deadline = next else { break }
            poll(&polled, nfds_t(polled.count), Self.milliseconds(until: deadline))
            if polled[0].revents != 0 { drain(wakeDescriptor) }
            resume(ids: ids, polled: polled)
        }
        state.withLock { state in
            if let descriptor = state.wakeDescriptor { close(descriptor) }
            state.wakeDescriptor = nil
        }
        close(wakeDescriptor)
    }

    private func drain(_ descriptor: Int32) {
        state.withLock { state in
            var byte: UInt8 = 0
            _ = read(descriptor, &byte, 1)
            state.isAwake = false
        }
    }

    private func resume(ids: [UInt64], polled: [pollfd]) {
        let now = ContinuousClock.now
        let done = state.withLock { state in
            var done: [(CheckedContinuation<WaitResult, Never>, WaitResult)] = []
            for (index, id) in ids.enumerated() {
                guard let waiter = state.waiters[id] else { continue }
                let result: WaitResult
                if polled[index + 1].revents != 0 {
                    result = .ready
                } else if waiter.deadline <= now {
                    result = .timedOut
                } else {
                    continue
                }
                state.waiters[id] = nil
                done.append((waiter.continuation, result))
            }
            return done
        }
        for (continuation, result) in done { continuation.resume(returning: result) }
    }

    /// For poll(2): rounded up, so that it does not spin just before the deadline; -1 is without limit.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        return Int32(clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
