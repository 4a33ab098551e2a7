/// An image as the engine describes it. Source: Docker Engine API, ImageInspect.
package struct ImageInspection: Decodable, Hashable, Sendable {
    /// What containers of it get.
    package struct Config: Decodable, Hashable, Sendable {
        /// Its labels.
        package var labels: [String: String]?
        /// Paths that become volumes.
        package var volumes: [String]
        /// nil: none.
        package var healthcheck: ContainerHealthcheck?
        /// What stops it; nil: SIGTERM.
        package var stopSignal: String?

        private enum CodingKeys: String, CodingKey {
            case labels = "Labels"
            case volumes = "Volumes"
            case healthcheck = "Healthcheck"
            case stopSignal = "StopSignal"
        }

        /// Volumes are a set in Go's way, or null.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            labels = try values.decodeIfPresent([String: String].self, forKey: .labels)
            volumes = try values.decodeIfPresent(EmptyObjects.self, forKey: .volumes)?.keys ?? []
            healthcheck = try values.decodeIfPresent(ContainerHealthcheck.self, forKey: .healthcheck)
            stopSignal = try values.decodeIfPresent(String.self, forKey: .stopSignal)
        }
    }

    /// What is known of it besides its contents.
    private struct Metadata: Decodable, Hashable, Sendable {
        var lastTagTime: String?

        enum CodingKeys: String, CodingKey {
            case lastTagTime = "LastTagTime"
        }
    }

    /// `sha256:` and 64 hexadecimal digits.
    package var id: String
    /// What containers of it get.
    package var config: Config?
    private var metadata: Metadata?

    /// When it got its name last, which is when it was fetched or built: RFC 3339.
    package var lastTagTime: String? { metadata?.lastTagTime }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case config = "Config"
        case metadata = "Metadata"
    }
}
