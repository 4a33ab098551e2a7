/// A step of a pull. Source: Docker Engine API, ImageCreate.
public struct PullProgress: Hashable, Sendable {
    /// The layer's short id, or the tag; nil for lines about the whole.
    public var id: String?
    /// What is going on, such as `Downloading`.
    public var status: String
    /// Bytes that are done; nil where there is no such number.
    public var current: Int64?
    /// Bytes in all; nil where there is no such number.
    public var total: Int64?

    /// A step.
    public init(id: String? = nil, status: String, current: Int64? = nil, total: Int64? = nil) {
        self.id = id
        self.status = status
        self.current = current
        self.total = total
    }
}
