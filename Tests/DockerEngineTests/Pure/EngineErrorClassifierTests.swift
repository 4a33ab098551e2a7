import Testing

@testable import DockerEngine

/// The texts are those of dockerd 20.10.24, of runc, and of registries.
@Suite struct EngineErrorClassifierTests {
    @Test(arguments: [
        (404, "No such container: x", EngineError.Code.notFound),
        (404, "pull access denied for x, repository does not exist or may require 'docker login'", .pullDenied),
        (404, "manifest for x:1 not found: manifest unknown: manifest unknown", .notFound),
        (
            500, #"Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host"#,
            .registryUnreachable
        ),
        (
            500,
            "driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:80 failed: port is already allocated",
            .portTaken
        ),
        (500, "Error starting userland proxy: listen tcp4 127.0.0.1:80: bind: address already in use", .portTaken),
        (500, "write /var/lib/docker/x: no space left on device", .noSpace),
        (
            400, #"OCI runtime create failed: exec: "nope": executable file not found in $PATH: unknown"#,
            .commandNotRunnable
        ),
        (409, "Conflict. The container name \"/x\" is already in use", .conflict),
        (403, "error while removing network: network x has active endpoints", .conflict),
        (400, "client version 1.44 is too new. Maximum supported API version is 1.41", .versionMismatch),
        (400, "invalid reference format", .badRequest), (500, "something else", .serverError),
    ])
    func answersAreClassified(_ status: Int, _ message: String, _ code: EngineError.Code) throws {
        let escaped = String(decoding: try EngineJSON.encode(["message": message]), as: UTF8.self)
        let error = EngineErrorClassifier.error(status: status, body: Array("\(escaped)\n".utf8))
        #expect(error.code == code && error.status == status && error.message == message)
    }

    @Test func anAnswerWithoutTextTellsItsStatus() {
        #expect(EngineErrorClassifier.error(status: 500, body: [0, 1, 2]).message.contains("500"))
        #expect(EngineErrorClassifier.error(status: 502, body: Array("bad\r\ngateway\n".utf8)).message == "bad gateway")
        // Podman's way.
        let podman = #"{"cause":"no such container","message":"no container with name x","response":404}"#
        #expect(
            EngineErrorClassifier.error(status: 404, body: Array(podman.utf8)).message == "no container with name x"
        )
    }
}
