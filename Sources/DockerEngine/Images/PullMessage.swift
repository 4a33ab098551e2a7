/// A message of a pull's response: progress or an error. Source: Docker Engine API, ImageCreate. `error` and `progress`
/// are deprecated, and absent in recent engines.
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

    /// Converts the message. Throws if it reports an error.
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
