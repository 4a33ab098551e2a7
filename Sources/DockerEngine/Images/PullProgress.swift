/// A progress message of a pull. Source: Docker Engine API, ImageCreate.
package struct PullProgress: Hashable, Sendable {
    /// The layer's short id, or the tag; nil for messages about the whole image.
    package var id: String?
    /// The current activity, such as `Downloading`.
    package var status: String
    /// Bytes processed so far; nil if unknown.
    package var current: Int64?
    /// Bytes in total; nil if unknown.
    package var total: Int64?

    package init(id: String? = nil, status: String, current: Int64? = nil, total: Int64? = nil) {
        self.id = id
        self.status = status
        self.current = current
        self.total = total
    }
}
