import FoundationEssentials
import TestSupport
import Testing

@testable import DockerEngine

@Suite struct RegistryLoginsTests {
    private func logins(_ json: String, path: String = "/usr/bin:/bin") throws -> (TemporaryFolder, RegistryLogins) {
        let folder = try TemporaryFolder()
        try folder.write(json, to: "config.json")
        return (folder, try RegistryLogins(environment: ["DOCKER_CONFIG": folder.path, "PATH": path], home: nil))
    }

    @Test func aLoginInTheFileIsFoundByItsHost() async throws {
        let (_, logins) = try logins(
            #"{"auths":{"https://index.docker.io/v1/":{"auth":"bWU6czpjcmV0"},"ghcr.io":{"identitytoken":"t"}}}"#
        )
        let hub = try #require(await logins.credentials(forImage: "postgres:16"))
        #expect(hub.username == "me" && hub.password == "s:cret")
        #expect(await logins.credentials(forImage: "ghcr.io/a/b")?.identityToken == "t")
        #expect(await logins.credentials(forImage: "quay.io/a/b") == nil)
    }

    @Test func aHelperProgramIsAsked() async throws {
        let tools = try TemporaryFolder()
        try tools.write(
            "#!/bin/sh\nread server; echo \"{\\\"Username\\\":\\\"u\\\",\\\"Secret\\\":\\\"$1 $server\\\"}\"\n",
            to: "docker-credential-test",
            executable: true
        )
        try tools.write(
            "#!/bin/sh\necho credentials not found\nexit 1\n",
            to: "docker-credential-none",
            executable: true
        )
        try tools.write(
            "#!/bin/sh\nexec <&-\necho '{\"Username\":\"<token>\",\"Secret\":\"t\"}'\n",
            to: "docker-credential-deaf",
            executable: true
        )
        try tools.write(
            "#!/bin/sh\ncat /dev/stdin >/dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}' >/dev/stdout\n",
            to: "docker-credential-paths",
            executable: true
        )
        let helpers = #"{"quay.io":"test","deaf.test":"deaf","paths.test":"paths","absent.test":"absent"}"#
        let (_, logins) = try logins(
            "{\"credsStore\":\"none\",\"credHelpers\":\(helpers)}",
            path: "\(tools.path):/usr/bin:/bin"
        )
        let found = try #require(await logins.credentials(forImage: "quay.io/a/b"))
        #expect(found.username == "u" && found.password == "get quay.io")
        // It exits without reading the question.
        #expect(await logins.credentials(forRegistry: "deaf.test")?.identityToken == "t")
        // Its descriptors can be opened by path.
        #expect(await logins.credentials(forRegistry: "paths.test")?.identityToken == "t")
        #expect(await logins.credentials(forImage: "postgres") == nil)
        #expect(await logins.credentials(forRegistry: "absent.test") == nil)
    }

    @Test func withoutAFileThereAreNoLoginsAndABrokenOneIsSaidToBe() async throws {
        let none = try RegistryLogins(environment: ["DOCKER_CONFIG": "/nonexistent"], home: nil)
        #expect(await none.credentials(forImage: "a") == nil)
        #expect { _ = try logins("{") } throws: { ($0 as? EngineError)?.code == .invalidConfiguration }
    }

    @Test func theHeaderIsBase64ForURLs() throws {
        let login = RegistryCredentials(username: "u", password: "???>>>", serverAddress: "s")
        let header = try login.header()
        #expect(!header.contains("+") && !header.contains("/"))
        let plain = String(header.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        let data = try #require(Data(base64Encoded: plain))
        let fields = ["username": "u", "password": "???>>>", "serveraddress": "s"]
        #expect(try JSONDecoder().decode([String: String].self, from: data) == fields)
    }
}
