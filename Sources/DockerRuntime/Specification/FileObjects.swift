import ComposeModel
import OrderedCollections
import Runtime

/// Resolves a service's secrets and configs to files that are bind-mounted, or to contents that are copied into the
/// container.
///
/// Source: Compose Specification, services, `secrets` and `configs`.
struct FileObjects: Hashable, Sendable {
    /// Files to bind-mount, with their own owner and mode.
    var bound: [ContainerContext.BoundFile] = []
    /// Files to copy into the container before its start.
    var written: [ContainerFile] = []

    private enum Kind: String {
        case secret
        case config
    }

    /// - Parameter environment: the caller's environment, for values taken from it.
    /// - Throws: `refused` if a secret or config is not defined or not available.
    init(of service: Service, in project: Project, environment: [String: String]) throws(RuntimeError) {
        for mount in service.secrets {
            try add(mount, project.secrets[mount.source], .secret, environment)
        }
        for mount in service.configs {
            try add(mount, project.configs[mount.source], .config, environment)
        }
    }

    private mutating func add(
        _ mount: FileObjectMount,
        _ object: FileObject?,
        _ kind: Kind,
        _ environment: [String: String]
    ) throws(RuntimeError) {
        let target = Self.target(of: mount, kind)
        switch object?.source {
        case .file(let path):
            bound.append(ContainerContext.BoundFile(source: path, target: target))
        case .environment(let name):
            guard let value = environment[name] else {
                throw RuntimeError(
                    .refused,
                    "\(kind.rawValue) '\(mount.source)' is taken from \(name), which is not set",
                    remedy: "set \(name) in .env or in the environment"
                )
            }
            written.append(Self.file(mount, target, value))
        case .content(let text):
            written.append(Self.file(mount, target, text))
        case .external(let name):
            throw RuntimeError(
                .refused,
                "\(kind.rawValue) '\(name)' is external, but an engine without a swarm has no external secrets or configs",
                remedy: "give it a 'file' or an 'environment'"
            )
        case nil:
            throw RuntimeError(.refused, "\(kind.rawValue) '\(mount.source)' is not defined")
        }
    }

    private static func file(_ mount: FileObjectMount, _ target: String, _ text: String) -> ContainerFile {
        ContainerFile(
            target: target,
            bytes: Array(text.utf8),
            mode: mount.mode ?? 0o444,
            uid: mount.uid.flatMap { UInt32($0) } ?? 0,
            gid: mount.gid.flatMap { UInt32($0) } ?? 0
        )
    }

    private static func target(of mount: FileObjectMount, _ kind: Kind) -> String {
        if let target = mount.target, target.hasPrefix("/") { return target }
        let name = mount.target ?? mount.source
        return kind == .secret ? "/run/secrets/\(name)" : "/\(name)"
    }
}
