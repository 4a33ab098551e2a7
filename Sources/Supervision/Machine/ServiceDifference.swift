import ComposeModel
import Diagnostics
import OrderedCollections

/// What changed in a service's definition, by the keys of the Compose file.
enum ServiceDifference {
    /// One line for each key that differs; empty if none does. Positions in the file do not count.
    static func lines(from old: Service, to new: Service) -> [String] {
        let old = old.withoutPlaces
        let new = new.withoutPlaces
        guard old != new else { return [] }
        var lines: [String] = []
        let keys = Set(old.environment.keys).union(new.environment.keys)
        let changed = keys.filter { old.environment[$0] != new.environment[$0] }.sorted()
        // Names only: values may be secrets.
        if !changed.isEmpty { lines.append("\(new.name): environment \(changed.joined(separator: ", ")) changed") }
        return lines + parts.filter { !$0.isSame(old, new) }.map { "\(new.name): \($0.key) changed" }
    }

    struct Part: Sendable {
        /// The key in the file, below the service.
        let key: String
        let isSame: @Sendable (Service, Service) -> Bool

        init<Value: Equatable & SendableMetatype>(
            _ key: String,
            _ property: any KeyPath<Service, Value> & Sendable
        ) {
            self.key = key
            isSame = { $0[keyPath: property] == $1[keyPath: property] }
        }
    }

    /// Everything but the name, the environment and the replica's number.
    static let parts: [Part] = [
        Part("image", \.image), Part("build", \.build), Part("command", \.command), Part("entrypoint", \.entrypoint),
        Part("ports", \.ports), Part("expose", \.expose), Part("volumes", \.volumes),
        Part("depends_on", \.dependencies), Part("healthcheck", \.healthcheck), Part("restart", \.restart),
        Part("stop_signal", \.stopSignal), Part("stop_grace_period", \.stopGracePeriod), Part("profiles", \.profiles),
        Part("labels", \.labels), Part("networks", \.networks), Part("extra_hosts", \.extraHosts),
        Part("working_dir", \.workingDirectory), Part("user", \.user), Part("init", \.usesInit), Part("tmpfs", \.tmpfs),
        Part("ulimits", \.ulimits), Part("limits of its resources", \.resources), Part("secrets", \.secrets),
        Part("configs", \.configs), Part("hostname", \.hostname), Part("container_name", \.containerName),
        Part("scale", \.replicas), Part("pre_start", \.preStart),
        Part("post_start", \.postStart), Part("pre_stop", \.preStop), Part("develop.watch", \.watch),
        Part("provider", \.provider),
        Part("network_mode or another namespace", \.container.namespaces),
        Part("cap_add or another security option", \.container.security), Part("devices", \.container.devices),
        Part("mem_limit or another limit", \.container.limits), Part("dns or links", \.container.names),
        Part("logging", \.container.logging), Part("sysctls", \.container.sysctls),
        Part("shm_size", \.container.sharedMemoryBytes), Part("storage_opt", \.container.storageOptions),
        Part("annotations", \.container.annotations), Part("volumes_from", \.container.volumesFrom),
        Part("tty", \.container.hasTerminal), Part("stdin_open", \.container.keepsInputOpen),
        Part("mac_address", \.container.macAddress), Part("runtime", \.container.engineRuntime),
        Part("isolation", \.container.isolation), Part("platform", \.container.platform),
        Part("pull_policy", \.container.pullPolicy),
        Part("x-cpadev.native", \.settings.native),
        Part("x-cpadev.native.provided_by", \.settings.providedBy), Part("x-cpadev.probe", \.settings.probe),
        Part("x-cpadev.restart_unhealthy", \.settings.restartsUnhealthy),
        Part("x-cpadev.stop_signal", \.settings.stopSignal), Part("x-cpadev.stop_group", \.settings.signalsGroup),
        Part("x-cpadev.after", \.settings.startsAfterSeed), Part("x-cpadev.open", \.settings.open),
    ]
}

extension Service {
    fileprivate var withoutPlaces: Service {
        let nowhere = SourceLocation(file: "", line: 1, column: 1)
        var copy = self
        copy.location = nowhere
        // These apply at once, without a restart.
        copy.settings.isOptional = false
        copy.settings.maxLogBytes = nil
        copy.settings.expectedErrors = []
        // A move is determined by where the instance was started, not by the former definition.
        copy.settings.runtime = nil
        for index in copy.dependencies.indices { copy.dependencies[index].location = nowhere }
        copy.settings.providedBy?.location = nowhere
        for index in copy.preStart.indices {
            copy.preStart[index].definition = copy.preStart[index].definition.withoutPlaces
        }
        switch copy.settings.native {
        case .launcher(let path, _): copy.settings.native = .launcher(path: path, location: nowhere)
        case .command, nil: break
        }
        return copy
    }
}
