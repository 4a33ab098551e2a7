package import ComposeModel

/// The outcome of copying files into an instance.
package enum CopyOutcome: Hashable, Sendable {
    /// The files were copied.
    case copied
    /// Nothing to copy: the instance uses this machine's files directly.
    case sharesHostFiles
}

extension ServiceRuntime {
    /// The default for native processes, which use the files directly.
    package func copy(
        _ changes: [FileChange],
        into instance: InstanceID
    ) async throws(RuntimeError) -> CopyOutcome { .sharesHostFiles }

    /// The default: installs what the service lacks and keeps the rest.
    package func rebuild(
        _ launch: Launch,
        progress: @escaping @Sendable (String) -> Void
    ) async throws(RuntimeError) {
        try await install(launch, progress: progress)
    }
}
