import ComposeModel

/// The values of `restart`. Source: Compose Specification, services, `restart`.
enum RestartText {
    static let names = ["no", "always", "on-failure", "unless-stopped"]

    static func parse(_ text: String) -> RestartPolicy? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("no", 1): return .no
        case ("always", 1): return .always
        case ("unless-stopped", 1): return .unlessStopped
        case ("on-failure", 1): return .onFailure(maxRetries: nil)
        case ("on-failure", 2):
            guard let retries = Int32(parts[1]), retries >= 0 else { return nil }
            // For the engine, 0 means unlimited.
            return .onFailure(maxRetries: retries == 0 ? nil : Int(retries))
        default: return nil
        }
    }
}
