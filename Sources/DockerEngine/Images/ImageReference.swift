/// A reference to an image, taken apart as the API wants it.
struct ImageReference: Hashable {
    /// The repository, with the registry's host where there is one.
    var name: String
    /// The tag, or the digest with its algorithm; `latest` where there is neither, since without one every tag would be
    /// fetched.
    var tag: String

    /// Reads `[host[:port]/]path[:tag][@digest]`. A digest says more than a tag.
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

    /// The registry that the image comes from, as credentials are filed under it.
    var registry: String {
        guard let slash = name.firstIndex(of: "/") else { return Self.hub }
        let host = name[..<slash]
        // A first part is a host only where it cannot be a user of Docker Hub.
        guard host.contains(".") || host.contains(":") || host == "localhost" else { return Self.hub }
        return host == "docker.io" || host == "index.docker.io" ? Self.hub : String(host)
    }

    /// The key of Docker Hub in `config.json`, for historical reasons.
    static let hub = "https://index.docker.io/v1/"
}
