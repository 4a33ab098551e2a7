import FoundationEssentials

/// The logins that `docker login` stored in the user's `config.json`, or with a credential helper.
/// Source: docs.docker.com/reference/cli/docker/login, "Credential stores" and "Credential helpers".
package struct RegistryLogins: Sendable {
    private struct File: Decodable {
        struct Login: Decodable {
            var auth: String?
            var username: String?
            var password: String?
            var identitytoken: String?
        }
        var auths: [String: Login]?
        var credsStore: String?
        var credHelpers: [String: String]?
    }

    private let file: File
    private let environment: [String: String]

    /// Reads `$DOCKER_CONFIG/config.json` or `~/.docker/config.json`. There are no logins if the file is missing. Throws
    /// `invalidConfiguration` if it is not valid JSON.
    package init(environment: [String: String], home: String?) throws(EngineError) {
        self.environment = environment
        let folder = environment["DOCKER_CONFIG"] ?? home.map { $0 + "/.docker" }
        guard let path = folder.map({ $0 + "/config.json" }), let data = RegularFile.contents(path)
        else {
            file = File()
            return
        }
        do { file = try JSONDecoder().decode(File.self, from: data) } catch {
            throw EngineError(.invalidConfiguration, "\(path) is not a valid Docker configuration: \(error)")
        }
    }

    /// Returns the login for an image's registry, or nil if there is none. A credential helper that fails, or does not
    /// respond within ten seconds, counts as having none.
    package func credentials(forImage reference: String) async -> RegistryCredentials? {
        await credentials(forRegistry: ImageReference(reference).registry)
    }

    /// Returns the login for a registry, such as `ghcr.io`. Docker Hub is `https://index.docker.io/v1/`.
    package func credentials(forRegistry registry: String) async -> RegistryCredentials? {
        if let helper = file.credHelpers?[registry] ?? file.credsStore, !helper.isEmpty {
            return await ask(helper, registry)
        }
        let login = file.auths?.first { Self.host($0.key) == Self.host(registry) }?.value
        return login.flatMap { Self.credentials($0, registry) }
    }

    private static func credentials(_ login: File.Login, _ registry: String) -> RegistryCredentials? {
        var username = login.username ?? ""
        var password = login.password ?? ""
        if let auth = login.auth, let data = Data(base64Encoded: auth) {
            let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            username = String(parts[0])
            // The password may be padded with zeros.
            password = String(parts[1].prefix { $0 != "\0" })
        }
        guard !username.isEmpty || login.identitytoken?.isEmpty == false else { return nil }
        return RegistryCredentials(
            username: username,
            password: password,
            identityToken: login.identitytoken,
            serverAddress: registry
        )
    }

    /// The host of a key. Older configuration files use URLs as keys.
    private static func host(_ key: String) -> Substring {
        let rest = key.firstRange(of: "://").map { key[$0.upperBound...] } ?? key[...]
        return rest.prefix { $0 != "/" }
    }

    private func ask(_ helper: String, _ registry: String) async -> RegistryCredentials? {
        struct Answer: Decodable {
            var username: String?
            var secret: String?
        }
        let program = CredentialHelper(name: helper, environment: environment)
        guard let bytes = await program.get(registry), let answer = try? EngineJSON.decode(Answer.self, from: bytes),
            let secret = answer.secret
        else { return nil }
        let username = answer.username ?? ""
        // Credential helpers return this username with an identity token.
        guard username != "<token>" else {
            return RegistryCredentials(username: "", password: "", identityToken: secret, serverAddress: registry)
        }
        return RegistryCredentials(username: username, password: secret, serverAddress: registry)
    }
}
