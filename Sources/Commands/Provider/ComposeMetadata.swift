/// What `cpadev compose metadata` says. Source: docker/compose, docs/extension.md, "Provide metadata about options".
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

    var description = "Runs services of a cpadev stack"
    var up: Command
    var down: Command
    var stop: Command

    init() {
        let project = [
            Parameter(
                name: "file",
                description: "The stack's Compose file; found from the working directory otherwise"
            ),
            Parameter(name: "services", description: "Services separated by commas; all of them otherwise"),
            Parameter(name: "profile", description: "A profile of the stack to activate"),
            Parameter(name: "env-file", description: "An env file of the stack in place of its .env"),
        ]
        let start = [
            Parameter(name: "runtime", description: "docker, native or auto"),
            Parameter(
                name: "host",
                description: "The host in the addresses that dependents are given",
                default: "host.docker.internal"
            ),
            Parameter(
                name: "timeout",
                description: "Seconds until the services must be healthy",
                type: "integer",
                default: "600"
            ),
        ]
        up = Command(parameters: project + start)
        down = Command(parameters: project)
        stop = Command(parameters: project)
    }
}
