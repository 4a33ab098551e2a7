import Glibc
import Runtime

/// Looks up provider programs. Source: docker/compose, docs/extension.md, and docker's plugin directories.
struct ProviderSearch {
    private static let pluginFolders = [
        "/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins",
        "/usr/libexec/docker/cli-plugins",
    ]

    private let configuration: NativeConfiguration

    init(_ configuration: NativeConfiguration) { self.configuration = configuration }

    /// Returns `docker-<type>` from docker's plugin directories or PATH, otherwise `<type>`; nil if neither exists.
    func find(_ type: String) -> String? {
        // `docker-compose` is the caller of this protocol, not a provider.
        guard type != "compose" else { return nil }
        let path = configuration.environment["PATH"] ?? "/usr/bin:/bin"
        let own =
            configuration.environment["DOCKER_CONFIG"]
            ?? configuration.environment["HOME"].map { "\($0)/.docker" }
        let folders = [own.map { "\($0)/cli-plugins" }].compactMap(\.self) + Self.pluginFolders
        let plugins = ExecutableSearch(
            path: folders.joined(separator: ":") + ":" + path,
            directory: configuration.projectDirectory
        )
        if !type.contains("/"), let plugin = plugins.find("docker-\(type)") { return plugin }
        return ExecutableSearch(path: path, directory: configuration.projectDirectory).find(type)
    }

    static func absent(_ type: String) -> RuntimeError {
        RuntimeError(
            .cannotExecute,
            "its provider was not found: neither 'docker-\(type)' nor '\(type)' is installed",
            remedy: "install it or add its directory to PATH"
        )
    }
}
