/// An image as the engine describes it. Source: Docker Engine API, ImageInspect.
package struct ImageInspection: Decodable, Hashable, Sendable {
    /// The defaults of the image's containers.
    package struct Config: Decodable, Hashable, Sendable {
        package var labels: [String: String]?
        /// The paths that the image declares as volumes.
        package var volumes: [String]
        /// nil if it has no health check.
        package var healthcheck: ContainerHealthcheck?
        /// nil for SIGTERM.
        package var stopSignal: String?

        private enum CodingKeys: String, CodingKey {
            case labels = "Labels"
            case volumes = "Volumes"
            case healthcheck = "Healthcheck"
            case stopSignal = "StopSignal"
        }

        /// Decodes the configuration; volumes are a set in Go's representation, or null.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            labels = try values.decodeIfPresent([String: String].self, forKey: .labels)
            volumes = try values.decodeIfPresent(EmptyObjects.self, forKey: .volumes)?.keys ?? []
            healthcheck = try values.decodeIfPresent(ContainerHealthcheck.self, forKey: .healthcheck)
            stopSignal = try values.decodeIfPresent(String.self, forKey: .stopSignal)
        }
    }

    /// What the engine records about an image besides its contents.
    private struct Metadata: Decodable, Hashable, Sendable {
        var lastTagTime: String?

        enum CodingKeys: String, CodingKey {
            case lastTagTime = "LastTagTime"
        }
    }

    /// `sha256:` and 64 hexadecimal digits.
    package var id: String
    package var config: Config?
    private var metadata: Metadata?

    /// When it was last tagged, which is when it was pulled or built; in RFC 3339.
    package var lastTagTime: String? { metadata?.lastTagTime }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case config = "Config"
        case metadata = "Metadata"
    }
}
