/// A step of a pull. Source: Docker Engine API, ImageCreate.
package struct PullProgress: Hashable, Sendable {
    /// The layer's short id, or the tag; nil for lines about the whole.
    package var id: String?
    /// What is going on, such as `Downloading`.
    package var status: String
    /// Bytes that are done; nil where there is no such number.
    package var current: Int64?
    /// Bytes in all; nil where there is no such number.
    package var total: Int64?

    /// A step.
    package init(id: String? = nil, status: String, current: Int64? = nil, total: Int64? = nil) {
        self.id = id
        self.status = status
        self.current = current
        self.total = total
    }
}
