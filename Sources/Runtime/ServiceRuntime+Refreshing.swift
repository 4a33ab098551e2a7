package import ComposeModel

/// What became of files that were to be copied into an instance.
package enum CopyOutcome: Hashable, Sendable {
    /// They are there now.
    case copied
    /// It sees this machine's files as they are.
    case seesThem
}

extension ServiceRuntime {
    /// A process of this machine runs on the files themselves.
    package func copy(
        _ changes: [FileChange],
        into instance: InstanceID
    ) async throws(RuntimeError) -> CopyOutcome { .seesThem }

    /// Fetches what the service lacks; what is there is left to it.
    package func rebuild(
        _ launch: Launch,
        progress: @escaping @Sendable (String) -> Void
    ) async throws(RuntimeError) {
        try await install(launch, progress: progress)
    }
}
