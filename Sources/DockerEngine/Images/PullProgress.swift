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
}

extension StreamMessage {
    /// The progress of a pull. Throws if the message reports an error.
    func progress() throws(EngineError) -> [PullProgress] {
        try check(otherwise: .serverError)
        guard let status else { return [] }
        return [PullProgress(id: id, status: status, current: progressDetail?.current, total: progressDetail?.total)]
    }
}
