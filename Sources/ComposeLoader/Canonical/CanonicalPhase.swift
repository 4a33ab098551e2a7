import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: expands every short form of one file to its long form, so that merge and decoder handle only one form.
///
/// Source: Compose Specification, services; the rows follow its chapters.
struct CanonicalPhase {
    typealias Rule = @Sendable (inout Node, Canonicalizer) -> Void

    private static let table = PathTable<Rule>.withSteps([
        ("include.*", { $0.wrapScalar("path", $1) }),
        ("include.*.path", { $0.toList($1) }),
        ("include.*.env_file", { $0.toList($1) }),
        ("services.*.extends", { $0.wrapScalar("service", $1) }),
        ("services.*.build", { $0.wrapScalar("context", $1) }),
        ("services.*.build.args", { $0.toVariables(allowsUnnamed: true, $1) }),
        ("services.*.build.labels", { $0.toMap($1) }),
        ("services.*.build.additional_contexts", { $0.toMap($1) }),
        ("services.*.build.extra_hosts", { $0.toHosts($1) }),
        ("services.*.build.secrets", { $0.toFileMounts($1) }),
        ("services.*.build.no_cache_filter", { $0.toList($1) }),
        ("services.*.build.ssh", { $0.toSSH($1) }),
        ("services.*.command", { $0.toWords($1) }),
        ("services.*.entrypoint", { $0.toWords($1) }),
        ("services.*.healthcheck.test", { $0.toHealthTest($1) }),
        ("services.*.environment", { $0.toVariables($1) }),
        ("services.*.env_file", { $0.toEnvFiles($1) }),
        ("services.*.label_file", { $0.toList($1) }),
        ("services.*.labels", { $0.toMap($1) }),
        ("services.*.annotations", { $0.toMap($1) }),
        ("services.*.sysctls", { $0.toMap($1) }),
        ("services.*.deploy.labels", { $0.toMap($1) }),
        ("services.*.depends_on", { node, _ in node.toKeys(of: Node.dependency) }),
        ("services.*.networks", { node, _ in node.toKeys() }),
        ("services.*.models", { node, _ in node.toKeys() }),
        ("services.*.extra_hosts", { $0.toHosts($1) }),
        ("services.*.tmpfs", { $0.toList($1) }),
        ("services.*.develop.watch.*.ignore", { $0.toList($1) }),
        ("services.*.develop.watch.*.include", { $0.toList($1) }),
        ("services.*.develop.watch.*.exec.command", { $0.toWords($1) }),
        ("services.*.develop.watch.*.exec.environment", { $0.toVariables($1) }),
        ("services.*.devices", { $0.toDevices($1) }),
        ("services.*.gpus", { $0.toDeviceRequests($1) }),
        ("services.*.gpus.*.options", { $0.toMap($1) }),
        ("services.*.deploy.resources.reservations.devices.*.options", { $0.toMap($1) }),
        ("services.*.post_start.*.command", { $0.toWords($1) }),
        ("services.*.post_start.*.environment", { $0.toVariables($1) }),
        ("services.*.pre_stop.*.command", { $0.toWords($1) }),
        ("services.*.pre_stop.*.environment", { $0.toVariables($1) }),
        ("services.*.volumes.*.volume.labels", { $0.toMap($1) }),
        ("services.*.dns", { $0.toNonemptyList($1) }),
        ("services.*.dns_search", { $0.toList($1) }),
        ("services.*.ports", { $0.toPorts($1) }),
        ("services.*.volumes", { $0.toVolumes($1) }),
        ("services.*.secrets", { $0.toFileMounts($1) }),
        ("services.*.configs", { $0.toFileMounts($1) }),
        ("services.*.x-cpadev.native.command", { $0.toWords($1) }),
        ("services.*.x-cpadev.native.check", { $0.toWords($1) }),
        ("services.*.x-cpadev.probe.http", { $0.toHTTPProbe($1) }),
        ("services.*.x-cpadev.probe.exec", { $0.toShellCommand($1) }),
        ("services.*.x-cpadev.probe.*", { $0.wrapScalar("port", $1) }),
        ("volumes.*", { $0.toExternal($1) }),
        ("volumes.*.labels", { $0.toMap($1) }),
        ("networks.*", { $0.toExternal($1) }),
        ("networks.*.labels", { $0.toMap($1) }),
        ("secrets.*", { $0.toExternal($1) }),
        ("secrets.*.labels", { $0.toMap($1) }),
        ("configs.*", { $0.toExternal($1) }),
        ("configs.*.labels", { $0.toMap($1) }),
    ])

    private let canonicalizer: Canonicalizer

    init(log: ProblemLog) { canonicalizer = Canonicalizer(log: log) }

    func run(_ root: Node) -> Node {
        Self.table.walk(root) { rule, node, path in
            guard !node.isBroken else { return }
            canonicalizer.path = path
            rule(&node, canonicalizer)
        }
    }
}

/// The state that the rules share during one run.
final class Canonicalizer {
    let log: ProblemLog
    /// The path of the current node.
    var path = NodePath()
    /// The remaining number of ports that ranges may expand to, so that a few lines cannot fill memory.
    var portBudget = 100_000

    init(log: ProblemLog) { self.log = log }
}
