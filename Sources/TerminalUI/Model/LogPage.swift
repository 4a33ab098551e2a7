/// Lines that are asked for once, beside those that are followed.
struct LogPage: Hashable, Sendable {
    /// What is to become of them.
    enum Kind: Hashable, Sendable {
        /// They come before the oldest line that is here.
        case older
        /// They are the oldest of all.
        case first
        /// They come after the newest one.
        case newer
        /// They are shown in the place of what is here, from the first one on; the line to go to, if it is among them.
        case from(LogLineID?)
        /// A line that contains what is searched for.
        case hit(isNewer: Bool)
    }

    var kind: Kind
    /// The subscription that they belong to.
    var generation: Int
    /// Counts what was asked for: an answer to an older question is dropped.
    var number: Int
}
