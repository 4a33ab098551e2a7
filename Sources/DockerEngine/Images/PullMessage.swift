/// A line of a pull's answer: progress, or why it failed. Source: Docker Engine API, ImageCreate. `error` and `progress`
/// are of old, and gone in new engines.
struct PullMessage: Decodable, Sendable {
    struct Detail: Decodable, Sendable {
        var current: Int64?
        var total: Int64?
    }

    struct Failure: Decodable, Sendable {
        var message: String?
    }

    var id: String?
    var status: String?
    var progressDetail: Detail?
    var errorDetail: Failure?
    var error: String?

    /// Throws where it tells of a failure.
    func progress() throws(EngineError) -> [PullProgress] {
        if let message = errorDetail?.message ?? error {
            throw EngineErrorClassifier.error(inStream: message, otherwise: .serverError)
        }
        guard let status else { return [] }
        return [
            PullProgress(id: id, status: status, current: progressDetail?.current, total: progressDetail?.total)
        ]
    }
}
