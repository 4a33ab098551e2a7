import Foundations
import Glibc
import Synchronization
import TerminalUI

/// The thread of a ``CursesScreen`` and its request queue.
final class ScreenWorker: Sendable {
    /// A request to the thread.
    enum Request: Sendable {
        case draw(Frame)
        case repaint
        case suspend
        /// Sends bytes that change nothing on the screen.
        case write(String)
        case lend
        case takeBack
        case close
    }

    private struct Queue {
        var requests: [(Request, CheckedContinuation<Void, Never>)] = []
        var isClosed = false
    }

    private let options: CursesScreen.Options
    private let events: AsyncStream<ScreenEvent>.Continuation
    private let queue = Mutex(Queue())
    /// The pipe that wakes the thread for requests and signals.
    private let readEnd: Int32
    private let writeEnd: Int32

    init(options: CursesScreen.Options, events: AsyncStream<ScreenEvent>.Continuation) throws(ScreenError) {
        self.options = options
        self.events = events
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw ScreenError(.system, "cannot create a pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(readEnd)
        Glibc.close(writeEnd)
    }

    /// Performs a request and returns when it is done. Returns immediately after the screen closed.
    func request(_ request: Request) async {
        await withCheckedContinuation { done in
            let isClosed = queue.withLock { queue in
                if !queue.isClosed { queue.requests.append((request, done)) }
                return queue.isClosed
            }
            if isClosed { return done.resume() }
            var byte: UInt8 = 0
            _ = write(writeEnd, &byte, 1)
        }
    }

    /// Starts the thread, which opens the terminal and reports the result once.
    func start(_ answer: @escaping @Sendable (ScreenError?) -> Void) {
        do throws(DedicatedThread.StartError) {
            try DedicatedThread.start { self.main(answer) }
        } catch {
            answer(ScreenError(.system, "\(error)"))
        }
    }

    private func main(_ answer: (ScreenError?) -> Void) {
        // Before curses, which installs its own handlers where there are none.
        SignalPipe.install(writeEnd: writeEnd)
        defer { SignalPipe.uninstall() }
        var terminal: CursesTerminal
        do throws(ScreenError) {
            terminal = try CursesTerminal(options)
        } catch {
            return answer(error)
        }
        events.yield(.resized(terminal.adoptSize()))
        answer(nil)
        var loop = ScreenLoop(terminal: terminal, wake: readEnd, events: events, options: options)
        while loop.turn(requests: { self.takeRequests() }) {}
        loop.terminal.close()
        events.finish()
        let rest = queue.withLock { queue in
            queue.isClosed = true
            defer { queue.requests = [] }
            return queue.requests
        }
        for (_, done) in loop.unanswered + rest { done.resume() }
    }

    private func takeRequests() -> [(Request, CheckedContinuation<Void, Never>)] {
        queue.withLock { queue in
            defer { queue.requests = [] }
            return queue.requests
        }
    }
}
