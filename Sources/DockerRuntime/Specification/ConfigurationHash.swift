import Crypto
import DockerEngine
import FoundationEssentials

/// Tells whether a container was made of the definition that is in force.
///
/// It is taken over the request that makes the container, without what may change from one start to the next: labels
/// that say who started it, and host ports that the file leaves open. What is put into the container besides, such as
/// secrets, is part of it.
enum ConfigurationHash {
    /// 64 hexadecimal digits.
    static func of(
        _ request: ContainerCreateRequest,
        furtherNetworks: [String: EndpointSettings] = [:],
        files: [ContainerFile] = []
    ) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var hash = SHA256()
        if let data = try? encoder.encode(request) { hash.update(data: data) }
        if let data = try? encoder.encode(furtherNetworks) { hash.update(data: data) }
        for file in files.sorted(by: { $0.target < $1.target }) {
            hash.update(
                data: Array("\(file.target)\0\(file.mode)\0\(file.uid)\0\(file.gid)\0\(file.bytes.count)\0".utf8)
            )
            hash.update(data: file.bytes)
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
