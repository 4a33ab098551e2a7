/// Maps the engine's responses to errors: by status, and by text only if nothing else distinguishes them.
///
/// These rules are the only place that inspects message texts. Each text was observed with dockerd 20.10 and 26.1, or
/// appears in the sources that the comment names.
enum EngineErrorClassifier {
    private struct Rule {
        var texts: [String]
        var code: EngineError.Code
        var remedy: String?
    }

    /// The first rule with a matching text applies.
    private static let rules: [Rule] = [
        // docker-proxy and libnetwork's port allocator; Podman's rootlessport
        Rule(
            texts: ["port is already allocated", "address already in use"],
            code: .portTaken,
            remedy: "stop whatever is using the port, or publish another one"
        ),
        // write(2) in any layer of the engine
        Rule(
            texts: ["no space left on device", "disk quota exceeded"],
            code: .noSpace,
            remedy: "free space where the engine keeps its data, for example with: docker system df"
        ),
        // distribution's registry errors
        Rule(
            texts: [
                "pull access denied", "unauthorized: ", "no basic auth credentials", "denied: ",
                "authentication required", "incorrect username or password",
            ],
            code: .pullDenied,
            remedy: "check the image's name, or log in with: docker login"
        ),
        // Go's net package, while the daemon contacts a registry
        Rule(
            texts: [
                "no such host", "i/o timeout", "connection refused", "network is unreachable", "TLS handshake timeout",
                "Client.Timeout exceeded", "server misbehaving", "connection reset by peer", "http: server gave HTTP",
            ],
            code: .registryUnreachable,
            remedy: "check the network, or build the image locally"
        ),
        // distribution: the registry knows the name but not the tag
        Rule(texts: ["manifest unknown", "manifest for "], code: .notFound, remedy: "check the image's name and tag"),
        // runc and crun
        Rule(
            texts: ["executable file not found", "no such file or directory: unknown", "exec format error"],
            code: .commandNotRunnable,
            remedy: "check the command, the entrypoint and the image's platform"
        ),
    ]

    /// Returns the error for a response with a status of at least 400.
    ///
    /// - Parameters:
    ///   - status: the HTTP status.
    ///   - body: the response body: `{"message": "…"}`, with Podman also `cause`.
    static func error(status: Int, body: some Collection<UInt8>) -> EngineError {
        let text = message(of: body) ?? "the engine answered with HTTP status \(status)"
        return error(status: status, message: text)
    }

    /// Returns the error for a status and its message.
    static func error(status: Int, message: String) -> EngineError {
        let rule = rule(for: message)
        switch status {
        case 401: return EngineError(.permissionDenied, message, status: status)
        case 403:
            // The engine reports networks that are still in use with 403.
            return EngineError(.conflict, message, remedy: "remove whatever is using it first", status: status)
        case 404:
            if let rule, [.pullDenied, .registryUnreachable].contains(rule.code) {
                return EngineError(rule.code, message, remedy: rule.remedy, status: status)
            }
            return EngineError(.notFound, message, remedy: rule?.remedy, status: status)
        case 409: return EngineError(.conflict, message, status: status)
        case 400 where message.contains("is too new") || message.contains("is too old"):
            return EngineError(.versionMismatch, message, remedy: "update the engine", status: status)
        case 500...:
            if let rule { return EngineError(rule.code, message, remedy: rule.remedy, status: status) }
            return EngineError(
                .serverError,
                message,
                remedy: "check the engine's log, for example with: journalctl -u docker",
                status: status
            )
        default:
            if let rule { return EngineError(rule.code, message, remedy: rule.remedy, status: status) }
            return EngineError(.badRequest, message, status: status)
        }
    }

    /// Returns the error for a message inside a stream (pull, build), which has no status.
    static func error(inStream message: String, otherwise code: EngineError.Code) -> EngineError {
        guard let rule = rule(for: message) else { return EngineError(code, message) }
        return EngineError(rule.code, message, remedy: rule.remedy)
    }

    private static func rule(for message: String) -> Rule? {
        rules.first { rule in rule.texts.contains { message.contains($0) } }
    }

    private static func message(of body: some Collection<UInt8>) -> String? {
        if let answer = try? EngineJSON.decode(ErrorResponseBody.self, from: body), let text = answer.text {
            return text
        }
        let text = String(decoding: body.prefix(500), as: UTF8.self)
        let printable = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0xFFFD || ["\n", "\r", "\t"].contains($0)
        }
        let trimmed = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return printable && !trimmed.isEmpty ? trimmed : nil
    }

    /// Docker's `{"message"}`; Podman adds `cause` and `response`.
    private struct ErrorResponseBody: Decodable {
        var message: String?
        var cause: String?
        var text: String? {
            let text = message ?? cause
            return text.map { String($0.split(whereSeparator: \.isNewline).joined(separator: " ")) }
        }
    }
}
