/// Timeouts of poll(2) and epoll_wait(2).
package enum PollTimeout {
    /// Returns the milliseconds until a deadline, rounded up so that the thread does not spin just before it; 0 if it has
    /// passed, and -1, for no timeout, if it is nil.
    package static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline)
        return left > .zero ? Int32(clamping: left.wholeMilliseconds + 1) : 0
    }
}
