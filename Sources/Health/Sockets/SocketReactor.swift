import Foundations
import Glibc
import Synchronization

/// Suspends tasks until a non-blocking socket is readable or writable.
///
/// A single thread serves the sockets of all probes with poll(2). It starts with the first wait that does not complete at once,
/// and sleeps while there are no waiters. NIO cannot be used, since a channel cannot adopt the descriptor that libpq owns, and
/// a pool of blocking threads would be exhausted by a few peers that never answer.
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
        /// The socket is ready or has an error, which the next call on it reports.
        case ready
        case timedOut
        /// The task was cancelled, or ``shutDown()`` was called.
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
        /// The end of a socket pair that wakes the thread; nil until the thread has been started.
        var wakeDescriptor: Int32?
        /// Whether a wake-up byte has already been sent.
        var isAwake = false
        var isShutDown = false
    }

    private let state = Mutex(State())

    /// Waits, without blocking a thread, until the socket is ready, the deadline passes or the task is cancelled. The descriptor
    /// must stay open until this returns.
    func wait(
        for descriptor: Int32,
        _ direction: Direction,
        until deadline: ContinuousClock.Instant
    ) async -> WaitResult {
        // On loopback the socket is usually ready at once, so a refused connection needs no thread switch.
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
                // The handler finds no waiter if the cancellation precedes the registration.
                if Task.isCancelled { finish(id, with: .cancelled) }
            }
        } onCancel: {
            finish(id, with: .cancelled)
        }
    }

    /// Cancels all waits and ends the thread. Later waits are cancelled at once.
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
            // The thread must stop polling the descriptor: poll(2) keeps a closed socket alive.
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
        // A socket pair, since Swift's Glibc module can set close-on-exec atomically only for sockets.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return false }
        let (readEnd, writeEnd) = (ends[0], ends[1])
        do throws(DedicatedThread.StartError) {
            try DedicatedThread.start { self.run(wakeDescriptor: readEnd) }
        } catch {
            close(readEnd)
            close(writeEnd)
            return false
        }
        state.wakeDescriptor = writeEnd
        return true
    }

    private func run(wakeDescriptor: Int32) {
        // Leave signals to the threads that handle them.
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
            poll(&polled, nfds_t(polled.count), PollTimeout.milliseconds(until: deadline))
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
}
