/// An image as the engine describes it. Source: Docker Engine API, ImageInspect.
package struct ImageInspection: Decodable, Hashable, Sendable {
    /// The defaults of the image's containers.
    package struct Config: Decodable, Hashable, Sendable {
        package var labels: [String: String]?
        /// The paths that the image declares as volumes.
        package var volumes: EmptyObjects?
        /// nil if it has no health check.
        package var healthcheck: ContainerHealthcheck?
        /// nil for SIGTERM.
        package var stopSignal: String?

    }

    /// What the engine records about an image besides its contents.
    private struct Metadata: Decodable, Hashable, Sendable {
        var lastTagTime: String?
    }

    /// `sha256:` and 64 hexadecimal digits.
    package var id: String
    package var config: Config?
    private var metadata: Metadata?

    /// When it was last tagged, which is when it was pulled or built; in RFC 3339.
    package var lastTagTime: String? { metadata?.lastTagTime }
}
