import ComposeModel
import Diagnostics
import OrderedCollections
import YAMLTree

/// Decodes a service's typed settings from its `x-cpadev`.
struct SettingsDecoder {
    let node: Node

    func settings() -> ServiceSettings {
        var settings = ServiceSettings()
        settings.runtime = node["runtime"]?.string.flatMap(RuntimePreference.init)
        settings.native = node["native"].flatMap(native)
        settings.providedBy = node["native"]?["provided_by"].flatMap { provider in
            provider.string.map { Provision(service: $0, location: provider.location) }
        }
        settings.probe = node["probe"]?.mapping?.entries.first { !$0.value.value.isNull }.flatMap {
            probe($0.key, $0.value.value)
        }
        settings.restartsUnhealthy = node["restart_unhealthy"]?.bool ?? false
        settings.stopSignal = node["stop_signal"]?.string.flatMap(Signal.init)
        settings.signalsGroup = node["stop_group"]?.bool ?? false
        settings.startsAfterSeed = node["after"]?.string == "seed"
        settings.isOptional = node["optional"]?.bool ?? false
        settings.open = node["open"]?.string
        settings.expectedErrors = node["logs"]?["expected"]?.strings ?? []
        settings.maxLogBytes = node["logs"]?["max_size"]?.byteSize
        return settings
    }

    private func native(_ node: Node) -> NativeSpec? {
        let launcher = node["launcher"] ?? node
        if let path = launcher.string { return .launcher(path: path, location: launcher.location) }
        guard let command = node["command"] else { return nil }
        return .command(command.strings, check: node["check"]?.strings)
    }

    private func probe(_ kind: String, _ node: Node) -> Probe? {
        if kind == "exec" { return .exec(node.strings) }
        guard let port = node["port"]?.port else { return nil }
        switch kind {
        case "postgres":
            return .postgres(
                port: port,
                user: node["user"]?.string,
                database: node["database"]?.string,
                password: node["password"]?.string
            )
        case "redis": return .redis(port: port, password: node["password"]?.string)
        case "clamd": return .clamd(port: port)
        case "http":
            return .http(
                port: port,
                path: node["path"]?.string ?? "/",
                headers: node["headers"]?.texts.unordered ?? [:],
                statuses: node["status"]?.items?.compactMap { $0.integer.map(Int.init) } ?? []
            )
        case "grpc": return .grpc(port: port, service: node["service"]?.string ?? "")
        case "tcp": return .tcp(port: port)
        default: return nil
        }
    }
}
