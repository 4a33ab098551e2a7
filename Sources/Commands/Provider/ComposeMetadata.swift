/// The output of `cpadev compose metadata`. Source: docker/compose, docs/extension.md, "Provide metadata about
/// options".
struct ComposeMetadata: Codable, Hashable, Sendable {
    struct Parameter: Codable, Hashable, Sendable {
        var name: String
        var description: String
        var required = false
        var type = "string"
        var `default`: String?
    }

    struct Command: Codable, Hashable, Sendable {
        var parameters: [Parameter]
    }

    var description = "Run services of a cpadev stack"
    var up: Command
    var down: Command
    var stop: Command

    init() {
        let project = [
            Parameter(
                name: "file",
                description: "Compose file of the stack (default: searched from the working directory)"
            ),
            Parameter(name: "services", description: "Comma-separated services (default: all)"),
            Parameter(name: "profile", description: "Profile of the stack to enable"),
            Parameter(name: "env-file", description: "Env file of the stack to use instead of its .env"),
        ]
        let start = [
            Parameter(name: "runtime", description: "Runtime: docker, native or auto"),
            Parameter(
                name: "host",
                description: "Host in the addresses passed to dependents",
                default: "host.docker.internal"
            ),
            Parameter(
                name: "timeout",
                description: "Maximum time to wait for healthy services, in seconds",
                type: "integer",
                default: "600"
            ),
        ]
        up = Command(parameters: project + start)
        down = Command(parameters: project)
        stop = Command(parameters: project)
    }
}
