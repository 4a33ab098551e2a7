/// The variables with which a provider's command finds, loads and starts its stack.
enum ProviderEnvironment {
    /// The variables that select a project. docker compose passes on those of the other project.
    private static let selecting: Set = [
        "COMPOSE_FILE", "COMPOSE_PATH_SEPARATOR", "COMPOSE_ENV_FILES", "COMPOSE_PROFILES", "COMPOSE_PROJECT_NAME",
    ]

    static func variables(of caller: [String: String]) -> [String: String] {
        caller.filter { !selecting.contains($0.key) }
    }
}
