/// A one-shot request for lines, besides those that are followed.
struct LogPage: Hashable, Sendable {
    /// What the lines are used for.
    enum Kind: Hashable, Sendable {
        /// Lines before the oldest buffered line.
        case older
        /// The oldest lines of all.
        case first
        /// Lines after the newest buffered line.
        case newer
        /// Lines that replace the buffer, shown from the first one on; with the line to go to, if it is among them.
        case from(LogLineID?)
        /// A line that matches the search.
        case hit(isNewer: Bool)
    }

    var kind: Kind
    /// The subscription that the page belongs to.
    var generation: Int
    /// The request number. The answer to an older request is dropped.
    var number: Int
}
