/// The time limits of a response.
struct ResponseTiming: Sendable {
    enum BodyLimit: Sendable {
        /// From the headers to the end of the body.
        case whole(Duration)
        /// Between two pieces, while the reader is waiting for data.
        case idle(Duration)
        /// No limit, as long as the engine is alive.
        case none
    }

    /// For the headers, counted from the last piece sent; nil for no limit as long as the engine is alive.
    var head: Duration?
    var body: BodyLimit
    /// For the whole body of an error response.
    var failure: Duration
}
