import ComposeModel
import DockerEngine
import OrderedCollections

extension ContainerRequestBuilder {
    /// The targets of anonymous volumes, in the form in which images declare them.
    var anonymousVolumes: [String]? {
        service.volumes.filter(Self.isPlainAnonymous).map(\.target).sorted().nonEmpty
    }

    private static func isPlainAnonymous(_ mount: Mount) -> Bool {
        mount.source == .anonymous && !mount.isReadOnly && !mount.options.skipsCopy && mount.options.labels.isEmpty
    }

    /// Mounts in the form `source:target:options`, for which an engine creates a missing host directory.
    var binds: [String]? {
        var result: [String] = []
        for mount in service.volumes where !needsLongForm(mount) {
            var words = [mount.isReadOnly ? "ro" : "rw"]
            switch mount.source {
            case .bind(let path, _):
                words += [mount.options.selinux, mount.options.propagation].compactMap(\.self)
                result.append("\(path):\(mount.target):\(words.joined(separator: ","))")
            case .volume(let key):
                if mount.options.skipsCopy { words.append("nocopy") }
                result.append("\(volumeName(key)):\(mount.target):\(words.joined(separator: ","))")
            case .anonymous, .tmpfs, .image: break
            }
        }
        if options.security.usesAPISocket, let socket = context.engineSocket {
            result.append("\(socket):/var/run/docker.sock:rw")
        }
        return result.nonEmpty
    }

    /// Mounts in the engine's long form.
    var mounts: [ContainerMount]? {
        let own = service.volumes.filter { needsLongForm($0) && !Self.isPlainAnonymous($0) }.map(mount)
        let files = context.boundFiles.map { file in
            var mount = ContainerMount(kind: .bind, source: file.source, target: file.target)
            mount.isReadOnly = true
            return mount
        }
        return (own + files).nonEmpty
    }

    private func needsLongForm(_ mount: Mount) -> Bool {
        switch mount.source {
        case .bind(let path, let createsHostPath):
            !createsHostPath || path.contains(":") || mount.target.contains(":") || mount.options.recursive != nil
        case .volume: mount.options.subpath != nil || !mount.options.labels.isEmpty
        case .anonymous, .tmpfs, .image: true
        }
    }

    private func mount(_ mount: Mount) -> ContainerMount {
        var result: ContainerMount
        switch mount.source {
        case .bind(let path, let createsHostPath):
            result = ContainerMount(kind: .bind, source: path, target: mount.target)
            var bind = ContainerMount.BindOptions()
            bind.propagation = mount.options.propagation
            bind.createsSource = createsHostPath ? true : nil
            bind.isNonRecursive = mount.options.recursive == "disabled" ? true : nil
            bind.isReadOnlyNonRecursive = mount.options.recursive == "writable" ? true : nil
            bind.isReadOnlyForceRecursive = mount.options.recursive == "readonly" ? true : nil
            result.bind = bind
        case .volume(let key):
            result = ContainerMount(kind: .volume, source: volumeName(key), target: mount.target)
            result.volume = volumeOptions(mount.options)
        case .anonymous:
            result = ContainerMount(kind: .volume, source: nil, target: mount.target)
            result.volume = volumeOptions(mount.options)
        case .tmpfs(let sizeBytes):
            result = ContainerMount(kind: .tmpfs, source: nil, target: mount.target)
            var tmpfs = ContainerMount.TmpfsOptions()
            tmpfs.sizeBytes = sizeBytes
            tmpfs.mode = mount.options.mode
            result.tmpfs = tmpfs
        case .image(let reference):
            result = ContainerMount(kind: .image, source: reference, target: mount.target)
        }
        result.isReadOnly = mount.isReadOnly ? true : nil
        result.consistency = mount.options.consistency
        return result
    }

    private func volumeOptions(_ options: MountOptions) -> ContainerMount.VolumeOptions {
        var volume = ContainerMount.VolumeOptions()
        volume.skipsCopy = options.skipsCopy ? true : nil
        volume.labels = options.labels.nonEmpty
        volume.subpath = options.subpath
        return volume
    }

    private func volumeName(_ key: String) -> String {
        context.names.volume(key, context.project.volumes[key] ?? NamedVolume())
    }

    /// The options of tmpfs mounts as written in the file, by target.
    var tmpfs: [String: String]? {
        var result: [String: String] = [:]
        for entry in service.tmpfs {
            let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
            if let target = parts.first { result[target] = parts.count == 2 ? parts[1] : "" }
        }
        return result.nonEmpty
    }

    var volumesFrom: [String]? {
        options.volumesFrom.map { other in
            let suffix = other.isReadOnly ? ":ro" : ":rw"
            return switch other.source {
            case .service(let name): containerName(ofService: name) + suffix
            case .container(let name): name + suffix
            }
        }.nonEmpty
    }
}
