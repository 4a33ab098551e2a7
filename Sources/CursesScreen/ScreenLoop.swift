import Foundations
import Glibc
import TerminalUI

/// The event loop of the screen's thread: waits for input, signals and requests, and handles them.
struct ScreenLoop {
    typealias PendingRequest = (ScreenWorker.Request, CheckedContinuation<Void, Never>)

    var terminal: CursesTerminal
    let wake: Int32
    let events: AsyncStream<ScreenEvent>.Continuation
    let options: CursesScreen.Options
    /// Requests not processed before the end.
    private(set) var unanswered: [PendingRequest] = []
    private var decoder = KeyDecoder()
    /// Signals that arrived while the process was stopped.
    private var carried: SignalPipe.Arrivals = []
    /// Whether the terminal still delivers input.
    private var isReadable = true
    /// Whether another program has the terminal.
    private var isLent = false
    /// The frame to draw when the terminal is taken back.
    private var pendingFrame: Frame?

    init(
        terminal: CursesTerminal,
        wake: Int32,
        events: AsyncStream<ScreenEvent>.Continuation,
        options: CursesScreen.Options
    ) {
        self.terminal = terminal
        self.wake = wake
        self.events = events
        self.options = options
    }

    /// Runs one turn. Returns false at the end.
    mutating func turn(requests: () -> [PendingRequest]) -> Bool {
        var polled = [
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            // poll(2) ignores negative descriptors.
            pollfd(fd: isReadable && !isLent ? terminal.descriptor : -1, events: Int16(POLLIN), revents: 0),
        ]
        let timeout = decoder.isPending ? Int32(clamping: options.escapeDelay.wholeMilliseconds) : -1
        let ready = poll(&polled, 2, timeout)
        if ready < 0, errno != EINTR { return false }
        if ready == 0 {
            yield(decoder.flush())
        }
        if ready > 0, polled[1].revents != 0 { read() }
        drainWake()
        take(SignalPipe.take().union(carried))
        return answer(requests())
    }

    private mutating func read() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(terminal.descriptor, &bytes, bytes.count)
        if count > 0 {
            yield(decoder.feed(bytes.prefix(count)))
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
            // The terminal hung up.
            isReadable = false
            events.yield(.terminated)
        }
    }

    private mutating func yield(_ newEvents: [ScreenEvent]) {
        for event in newEvents {
            if case .reported(let report) = event { terminal.take(report) }
            events.yield(event)
        }
    }

    private func drainWake() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while Glibc.read(wake, &bytes, bytes.count) > 0 {}
    }

    private mutating func take(_ arrivals: SignalPipe.Arrivals) {
        carried = []
        if arrivals.contains(.terminated) { events.yield(.terminated) }
        if isLent {
            if arrivals.contains(.stopRequested) { stop() }
            // The size is queried when the terminal is taken back.
            return
        }
        if arrivals.contains(.stopRequested) {
            suspend()
        } else if arrivals.contains(.continued) {
            // Continued after SIGSTOP: other programs may have used the terminal meanwhile.
            resume()
        }
        if arrivals.contains(.resized) { events.yield(.resized(terminal.adoptSize())) }
    }

    /// Returns false when the screen should close.
    private mutating func answer(_ requests: [PendingRequest]) -> Bool {
        for (index, (request, done)) in requests.enumerated() {
            switch request {
            case .draw(let frame) where isLent: pendingFrame = frame
            case .draw(let frame): FrameLog.measure(.draw, in: options.frameLog) { terminal.draw(frame) }
            case .repaint where isLent, .suspend where isLent: break
            case .repaint: terminal.repaint()
            case .suspend: suspend()
            case .write(let text): if !isLent { terminal.send(text) }
            case .lend: lend()
            case .takeBack: takeBack()
            case .close:
                unanswered = Array(requests[index...])
                return false
            }
            done.resume()
        }
        return true
    }

    private mutating func suspend() {
        terminal.leave()
        TerminalRestorer.disarm()
        stop()
        resume()
    }

    private mutating func lend() {
        guard !isLent else { return }
        isLent = true
        SignalPipe.setLent(true)
        terminal.leave()
        TerminalRestorer.disarm()
    }

    private mutating func takeBack() {
        guard isLent else { return }
        isLent = false
        SignalPipe.setLent(false)
        resume()
        if let frame = pendingFrame { terminal.draw(frame) }
        pendingFrame = nil
    }

    /// Stops the job. Returns when it continues.
    private mutating func stop() {
        SignalPipe.stopJob()
        // The stop takes effect shortly after `kill`, on whichever thread receives the signal. Continuing earlier would
        // take the terminal from the shell. If the job cannot be stopped because no shell would continue it, SIGCONT
        // never arrives and the wait times out.
        waitForContinuation(milliseconds: 300)
        SignalPipe.handleStops()
    }

    private mutating func waitForContinuation(milliseconds: Int32) {
        var polled = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
        while poll(&polled, 1, milliseconds) != 0 {
            drainWake()
            let arrivals = SignalPipe.take()
            carried.formUnion(arrivals.intersection([.terminated, .resized]))
            if arrivals.contains(.continued) { return }
        }
    }

    private mutating func resume() {
        terminal.enter()
        events.yield(.resized(terminal.adoptSize()))
        terminal.repaint()
    }
}
