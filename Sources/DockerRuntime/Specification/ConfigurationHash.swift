import Crypto
import DockerEngine
import Foundations

/// A hash that shows whether a container still has the current definition.
///
/// It covers the create request without what may change from one start to the next: labels about who started it, and
/// host ports that the file leaves open. It also covers networks that are joined later, and files such as secrets that
/// are copied into the container.
enum ConfigurationHash {
    /// Returns the hash as 64 hexadecimal digits.
    static func of(
        _ request: ContainerCreateRequest,
        additionalNetworks: [String: EndpointSettings] = [:],
        files: [ContainerFile] = []
    ) -> String {
        var hash = SHA256()
        if let data = try? EngineJSON.encode(request) { hash.update(data: data) }
        if let data = try? EngineJSON.encode(additionalNetworks) { hash.update(data: data) }
        for file in files.sorted(by: { $0.target < $1.target }) {
            hash.update(
                data: Array("\(file.target)\0\(file.mode)\0\(file.uid)\0\(file.gid)\0\(file.bytes.count)\0".utf8)
            )
            hash.update(data: file.bytes)
        }
        return hash.finalize().hexadecimal
    }
}
