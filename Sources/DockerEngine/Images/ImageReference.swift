/// An image reference, split as the API requires.
struct ImageReference: Hashable {
    /// The repository, prefixed with the registry's host if there is one.
    var name: String
    /// The tag or the digest with its algorithm. `latest` if there is neither, because the API pulls all tags if none is
    /// given.
    var tag: String

    /// Parses `[host[:port]/]path[:tag][@digest]`. A digest takes precedence over a tag.
    init(_ reference: String) {
        if let at = reference.firstIndex(of: "@") {
            name = ImageReference(String(reference[..<at])).name
            tag = String(reference[reference.index(after: at)...])
        } else if let colon = reference.lastIndex(of: ":"), !reference[colon...].contains("/") {
            name = String(reference[..<colon])
            tag = String(reference[reference.index(after: colon)...])
        } else {
            name = reference
            tag = "latest"
        }
    }

    /// The image's registry, in the form used as a key for credentials.
    var registry: String {
        guard let slash = name.firstIndex(of: "/") else { return Self.hub }
        let host = name[..<slash]
        // The first component is a host only if it cannot be a Docker Hub user.
        guard host.contains(".") || host.contains(":") || host == "localhost" else { return Self.hub }
        return host == "docker.io" || host == "index.docker.io" ? Self.hub : String(host)
    }

    /// Docker Hub's key in `config.json`, for historical reasons.
    static let hub = "https://index.docker.io/v1/"
}
