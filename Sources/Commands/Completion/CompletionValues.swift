import ComposeModel
import ControlAPI
import ControlClient
import Environments
import Foundations
import OrderedCollections
import StackHost
import YAMLTree

/// Looks up names for a completion in the running stack, or else in its files. Never reads a pipe: password managers
/// mount one in place of `.env`, and reading it would prompt the user.
struct CompletionValues {
    private let options: ProjectOptions
    private let location: StackLocation?

    init(_ options: ProjectOptions) {
        self.options = options
        location = try? StackLocation(options, inputs: LocalFiles())
    }

    func names(of kind: CompletionRequest.Values) async -> [String] {
        switch kind {
        case .services: await services()
        case .assignedServices: await services().map { "\($0)=" }
        case .firms: await firms()
        case .snapshots: (try? await client?.dataSnapshots().map(\.name)) ?? []
        case .environments: environments
        case .profiles:
            Set(
                (stack?.project.services.values.flatMap(\.profiles) ?? [])
                    + (stack?.project.inactiveServices.values.flatMap(\.self) ?? [])
            ).sorted()
        case .overlays: (location?.files.first).map(EnvironmentOverlay.names) ?? []
        case .workflows: stack.map { WorkflowFiles($0).all.map(\.name) } ?? []
        case .files: [":files"]
        case .folders: [":folders"]
        }
    }

    private var client: ControlClient? {
        guard let location, (try? StackConnection.isRunning(location, options)) == true else { return nil }
        return ControlClient(socketPath: location.socketPath)
    }

    private var stack: LoadedStack? {
        guard let location else { return nil }
        return try? LoadedStack.load(
            location,
            options.source,
            CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory,
            inputs: LocalFiles()
        )
    }

    private var environments: [String] {
        guard let location, let file = try? EnvironmentsOfProject.read(location) else { return [] }
        return file.environments.map(\.name)
    }

    private func services() async -> [String] {
        if let services = try? await client?.snapshot().services { return services.map(\.name) }
        return stack.map { Array($0.project.services.keys) } ?? []
    }

    /// The firms of the running stack, or else the firms' folders next to the seed manifest.
    private func firms() async -> [String] {
        if let firms = try? await client?.snapshot().data?.firms { return firms.map(\.slug) }
        guard let manifest = stack?.project.settings.seeds else { return [] }
        let folder = StackLocation.parent(manifest) + "/firms"
        return (directoryNames(folder) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }
}
