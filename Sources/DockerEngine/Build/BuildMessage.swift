/// A message of a build's response, from either builder. Source: Docker Engine API, ImageBuild; moby `jsonmessage`.
struct BuildMessage: Decodable, Sendable {
    /// The classic builder's image id, or BuildKit's trace in base64.
    enum Aux: Sendable, Equatable {
        case image(id: String)
        case trace(base64: String)
        case other
    }

    struct Failure: Decodable, Sendable {
        var message: String?
    }

    struct Progress: Decodable, Sendable {
        var current: Int64?
    }

    var stream: String?
    var status: String?
    var id: String?
    var progressDetail: Progress?
    var aux: Aux?
    var errorDetail: Failure?
    var error: String?

    private enum CodingKeys: String, CodingKey {
        case stream
        case status
        case id
        case progressDetail
        case aux
        case errorDetail
        case error
    }

    private struct Image: Decodable {
        var id: String?
        enum CodingKeys: String, CodingKey { case id = "ID" }
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        stream = try values.decodeIfPresent(String.self, forKey: .stream)
        status = try values.decodeIfPresent(String.self, forKey: .status)
        id = try values.decodeIfPresent(String.self, forKey: .id)
        progressDetail = try values.decodeIfPresent(Progress.self, forKey: .progressDetail)
        errorDetail = try values.decodeIfPresent(Failure.self, forKey: .errorDetail)
        error = try values.decodeIfPresent(String.self, forKey: .error)
        guard values.contains(.aux), try !values.decodeNil(forKey: .aux) else { return }
        if let text = try? values.decode(String.self, forKey: .aux) {
            aux = .trace(base64: text)
        } else if let image = try? values.decode(Image.self, forKey: .aux), let id = image.id {
            aux = .image(id: id)
        } else {
            aux = .other
        }
    }
}
