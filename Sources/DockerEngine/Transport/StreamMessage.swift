/// A message of the response to a pull or to a build with either builder. Source: Docker Engine API, ImageCreate and
/// ImageBuild; moby `jsonmessage`. `error` is deprecated, and absent in recent engines.
struct StreamMessage: Decodable, Sendable {
    struct Progress: Decodable, Sendable {
        var current: Int64?
        var total: Int64?
    }

    struct Failure: Decodable, Sendable {
        var message: String?
    }

    /// With BuildKit a part of its trace. The classic builder sends its image's id.
    struct Aux: Decodable, Sendable {
        /// In base64.
        var trace: String?

        init(from decoder: any Decoder) throws {
            trace = try? decoder.singleValueContainer().decode(String.self)
        }
    }

    var stream: String?
    var status: String?
    var id: String?
    var progressDetail: Progress?
    var aux: Aux?
    var errorDetail: Failure?
    var error: String?

    /// Throws the error that the message reports, if any.
    func check(otherwise code: EngineError.Code) throws(EngineError) {
        guard let text = errorDetail?.message ?? error else { return }
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        throw EngineErrorClassifier.error(inStream: line, otherwise: code)
    }
}
