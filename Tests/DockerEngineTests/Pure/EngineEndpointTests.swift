import Glibc
import TestSupport
import Testing

@testable import DockerEngine

@Suite struct EngineEndpointTests {
    @Test(arguments: [
        ("unix:///run/docker.sock", EngineEndpoint.unix(path: "/run/docker.sock")),
        ("tcp://10.0.0.1", .tcp(host: "10.0.0.1", port: 2375, tls: nil)),
        ("tcp://:4243/", .tcp(host: "127.0.0.1", port: 4243, tls: nil)),
        ("tcp://[::1]:2376", .tcp(host: "::1", port: 2376, tls: nil)),
        ("https://engine.test", .tcp(host: "engine.test", port: 2376, tls: TLSFiles())),
        ("ssh://me@build.test:22", .ssh(destination: "me@build.test:22")),
    ])
    func addressesAreRead(_ text: String, _ endpoint: EngineEndpoint) throws {
        #expect(try EngineEndpoint(host: text) == endpoint)
    }

    @Test(arguments: [
        "", "docker.sock", "unix://docker.sock", "tcp://a:b", "tcp://a:0", "ssh://", "npipe:////./pipe/x", "tcp://a/b",
    ])
    func whatIsNoAddressIsSaidToBeNone(_ text: String) {
        #expect { _ = try EngineEndpoint(host: text) } throws: { ($0 as? EngineError)?.code == .invalidConfiguration }
    }

    @Test func theEnvironmentComesFirst() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "certs/ca.pem")
        try folder.write("x", to: "certs/key.pem")
        let environment = [
            "DOCKER_HOST": "tcp://e.test:2376", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder.path + "/certs",
            "DOCKER_CONTEXT": "other",
        ]
        let files = TLSFiles(authority: folder.path + "/certs/ca.pem", key: folder.path + "/certs/key.pem")
        #expect(
            try EngineEndpoint.resolve(environment: environment, home: nil)
                == .tcp(host: "e.test", port: 2376, tls: files)
        )
    }

    /// `su` keeps the variable of the user before.
    @Test(.enabled(if: geteuid() == 0 && access("/var/run/docker.sock", F_OK) != 0))
    func aSocketOfAnotherUserIsNotTaken() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "docker.sock")
        let path = folder.path + "/docker.sock"
        let environment = ["XDG_RUNTIME_DIR": folder.path]
        #expect(try EngineEndpoint.resolve(environment: environment, home: nil) == .unix(path: path))
        chown(path, 65534, 65534)
        #expect(try EngineEndpoint.resolve(environment: environment, home: nil) != .unix(path: path))
    }

    @Test func theCurrentContextOfTheUsersConfigurationIsTaken() throws {
        let home = try TemporaryFolder()
        try home.write(#"{"currentContext":"remote"}"#, to: ".docker/config.json")
        try home.write(
            #"{"Name":"remote","Metadata":{},"Endpoints":{"docker":{"Host":"ssh://me@far.test","SkipTLSVerify":false}}}"#,
            to: ".docker/contexts/meta/abc/meta.json"
        )
        #expect(try EngineEndpoint.resolve(environment: [:], home: home.path) == .ssh(destination: "me@far.test"))
        #expect {
            _ = try EngineEndpoint.resolve(environment: ["DOCKER_CONTEXT": "none"], home: home.path)
        } throws: {
            ($0 as? EngineError)?.code == .invalidConfiguration
        }
        // Its own name for what is there without a context.
        guard case .unix = try EngineEndpoint.resolve(environment: ["DOCKER_CONTEXT": "default"], home: home.path)
        else {
            Issue.record("the default is no socket")
            return
        }
    }

    @Test(arguments: [
        ("me@far.test:2222", ["-l", "me", "-p", "2222", "--", "far.test"]), ("far.test", ["--", "far.test"]),
        ("me@[fe80::1]:22", ["-l", "me", "-p", "22", "--", "fe80::1"]), ("fe80::1", ["--", "fe80::1"]),
    ])
    func sshIsGivenUserPortAndHost(_ destination: String, _ expected: [String]) {
        let arguments = SSHProcess.arguments(destination)
        #expect(Array(arguments.dropFirst(3)) == expected + ["docker", "system", "dial-stdio"])
    }

    @Test func versionsAreComparedByTheirNumbers() throws {
        #expect(try #require(APIVersion("1.9")) < #require(APIVersion("1.41")))
        #expect(APIVersion("1.41") == APIVersion(1, 41) && APIVersion("1") == nil && APIVersion("1.x") == nil)
        #expect(APIVersion(2, 0) > APIVersion.maximum)
    }
}
