/// How long an answer may take.
struct ResponseTiming: Sendable {
    enum BodyLimit: Sendable {
        /// From the headers to the end.
        case whole(Duration)
        /// Between two pieces, while the reader wants more.
        case idle(Duration)
        /// As long as the engine is alive.
        case none
    }

    /// Until the headers have come, counted from the last piece that was sent; nil for as long as the engine is alive.
    var head: Duration?
    var body: BodyLimit
    /// For the whole text of an answer that says that the call failed.
    var failure: Duration
}
