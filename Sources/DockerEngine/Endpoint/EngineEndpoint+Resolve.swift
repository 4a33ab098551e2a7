import FoundationEssentials
import Glibc

extension EngineEndpoint {
    /// Resolves the endpoint that the `docker` CLI would use: `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context of the
    /// user's configuration, the default socket, or Podman's socket.
    ///
    /// - Throws: `invalidConfiguration` if an explicitly selected endpoint cannot be used.
    package static func resolve(environment: [String: String], home: String?) throws(EngineError) -> EngineEndpoint {
        let configuration = environment["DOCKER_CONFIG"] ?? home.map { $0 + "/.docker" }
        if let host = environment["DOCKER_HOST"], !host.isEmpty {
            return try EngineEndpoint(host: host, tls: tls(environment, configuration))
        }
        if let name = environment["DOCKER_CONTEXT"] ?? configuration.flatMap(currentContext), name != "default",
            !name.isEmpty
        {
            return try context(name, in: configuration ?? "")
        }
        let sockets =
            ["/var/run/docker.sock", "/run/docker.sock"]
            + [environment["XDG_RUNTIME_DIR"].map { $0 + "/docker.sock" }].compactMap(\.self)
            + [environment["XDG_RUNTIME_DIR"].map { $0 + "/podman/podman.sock" }].compactMap(\.self)
            + ["/run/podman/podman.sock"]
        let found = sockets.first(where: isTrusted)
        return .unix(path: found ?? "/var/run/docker.sock")
    }

    /// Whether a socket that nobody chose belongs to root or to this user. `su` keeps XDG_RUNTIME_DIR, and with it another
    /// user's socket.
    private static func isTrusted(_ socket: String) -> Bool {
        var status = stat()
        return stat(socket, &status) == 0 && (status.st_uid == 0 || status.st_uid == geteuid())
    }

    private static func tls(_ environment: [String: String], _ configuration: String?) -> TLSFiles? {
        let verifies = !(environment["DOCKER_TLS_VERIFY"] ?? "").isEmpty
        guard verifies || !(environment["DOCKER_TLS"] ?? "").isEmpty else { return nil }
        let folder = environment["DOCKER_CERT_PATH"] ?? configuration ?? ""
        return files(in: folder, verifiesEngine: verifies)
    }

    private static func files(in folder: String, verifiesEngine: Bool) -> TLSFiles {
        func path(_ name: String) -> String? {
            let path = "\(folder)/\(name)"
            return access(path, R_OK) == 0 ? path : nil
        }
        return TLSFiles(
            authority: path("ca.pem"),
            certificate: path("cert.pem"),
            key: path("key.pem"),
            verifiesEngine: verifiesEngine
        )
    }

    private static func currentContext(_ folder: String) -> String? {
        struct File: Decodable { var currentContext: String? }
        guard let data = RegularFile.contents(folder + "/config.json") else { return nil }
        return (try? EngineJSON.decode(File.self, from: data))?.currentContext
    }

    /// Finds a context by name. Context folders are named after a hash of the name, so all of them are read.
    private static func context(_ name: String, in folder: String) throws(EngineError) -> EngineEndpoint {
        struct Meta: Decodable {
            struct Endpoint: Decodable {
                var host: String?
                var skipsVerification: Bool?
                enum CodingKeys: String, CodingKey {
                    case host
                    case skipsVerification = "skipTLSVerify"
                }
            }
            var name: String
            var endpoints: [String: Endpoint]?
        }
        let metas = folder + "/contexts/meta"
        for id in (try? FileManager.default.contentsOfDirectory(atPath: metas)) ?? [] {
            guard let data = RegularFile.contents("\(metas)/\(id)/meta.json"),
                let meta = try? EngineJSON.decode(Meta.self, from: data), meta.name == name,
                let endpoint = meta.endpoints?["docker"], let host = endpoint.host
            else { continue }
            let certificates = "\(folder)/contexts/tls/\(id)/docker"
            let hasTLS = access(certificates, F_OK) == 0
            return try EngineEndpoint(
                host: host,
                tls: hasTLS ? files(in: certificates, verifiesEngine: endpoint.skipsVerification != true) : nil
            )
        }
        throw EngineError(
            .invalidConfiguration,
            "no docker context '\(name)'",
            remedy: "list the contexts with: docker context ls"
        )
    }
}
