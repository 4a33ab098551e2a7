import Foundations

/// The number of requests that a client may send in each window of time. Windows are fixed: all clients' begin at the same
/// times, so up to twice as many requests may come around the end of one.
struct RateLimit: Hashable, Sendable {
    /// A window and the time until its end.
    struct Window: Hashable, Sendable {
        /// The number of the window since 1970.
        var number: Int64
        var rest: Duration
    }

    /// 0 if there is no limit.
    var count: Int
    /// The length of a window.
    var window: Duration

    /// - Parameter time: Nanoseconds since 1970.
    func window(at time: Int64) -> Window {
        let length = window.wholeNanoseconds
        let (number, past) = time.quotientAndRemainder(dividingBy: length)
        return Window(number: number, rest: .nanoseconds(length - past))
    }
}
