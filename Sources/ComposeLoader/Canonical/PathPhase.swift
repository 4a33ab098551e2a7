import Diagnostics
import Foundations
import OrderedCollections
import YAMLTree

/// Phase: resolves the paths of one file against its own base directory. It runs before the merge, which loses the
/// origin of values.
///
/// Source: compose-go's `paths`; the chapters of the keys in the Compose Specification.
struct PathPhase {
    typealias Rule = @Sendable (inout Node, PathPhase, NodePath) -> Void

    private static let table = PathTable<Rule>.withSteps([
        ("services.*.build.context", { node, phase, _ in phase.resolveContext(&node) }),
        ("services.*.build.additional_contexts.*", { node, phase, _ in phase.resolveContext(&node) }),
        ("services.*.build.ssh.*", { node, phase, _ in phase.resolve(&node) }),
        ("services.*.env_file.*.path", { node, phase, _ in phase.resolve(&node) }),
        ("services.*.label_file.*", { node, phase, _ in phase.resolve(&node) }),
        ("services.*.develop.watch.*.path", { node, phase, _ in phase.resolve(&node) }),
        ("services.*.volumes.*", { node, phase, _ in phase.resolveMount(&node) }),
        ("services.*.x-cpadev.native", { node, phase, path in phase.resolveLauncher(&node, path) }),
        ("services.*.x-cpadev.native.launcher", { node, phase, path in phase.resolveLauncher(&node, path) }),
        ("volumes.*", { node, phase, _ in phase.resolveDevice(&node) }),
        ("secrets.*.file", { node, phase, _ in phase.resolveForEngine(&node) }),
        ("configs.*.file", { node, phase, _ in phase.resolveForEngine(&node) }),
        ("x-cpadev.seeds", { node, phase, _ in phase.resolve(&node) }),
        ("x-cpadev.fixtures", { node, phase, _ in phase.resolve(&node) }),
    ])

    let file: SourceFile
    let home: String?
    let files: any FileAccess
    let log: ProblemLog

    func run(_ root: Node) -> Node {
        Self.table.walk(root) { rule, node, path in
            if !node.isBroken { rule(&node, self, path) }
        }
    }

    // MARK: Rules

    private func resolve(_ node: inout Node) {
        guard let text = node.string, !text.isEmpty, !PathText.isAbsolute(text) else { return }
        node.setText(PathText.join(file.base, PathText.expandHome(text, home: home)))
    }

    /// Resolves a path that an engine on Windows could open, where an absolute path looks different.
    private func resolveForEngine(_ node: inout Node) {
        if !VolumeText.isWindowsPath(node.string ?? "") { resolve(&node) }
    }

    /// Resolves a build context, unless it is a URL or another service.
    private func resolveContext(_ node: inout Node) {
        guard let text = node.string else { return }
        let isRemote =
            text.contains("://") || text.hasPrefix("git@") || text.hasPrefix("github.com/")
            || text.hasPrefix("service:")
        if !isRemote { resolve(&node) }
    }

    private func resolveMount(_ node: inout Node) {
        guard node["type"]?.string == "bind", var source = node["source"] else { return }
        // An empty source means the project directory.
        if source.string?.isEmpty == true { source = .text(".", at: source) }
        resolveForEngine(&source)
        node["source"] = source
    }

    /// Resolves the device of the local driver's bind mounts, which is a path of the host.
    private func resolveDevice(_ node: inout Node) {
        guard node["driver"]?.string == "local", let options = node["driver_opts"], options["o"]?.string == "bind",
            var device = options["device"]
        else { return }
        // An empty device means the project directory.
        if device.string?.isEmpty == true { device = .text(".", at: device) }
        resolveForEngine(&device)
        node["driver_opts"]?["device"] = device
    }

    /// Resolves a launcher. With a slash it is a path; a bare name is searched in `scripts/services`, here and upwards.
    private func resolveLauncher(_ node: inout Node, _ path: NodePath) {
        guard let name = node.string else { return }
        guard name.contains("/") else { return findLauncher(name, &node, path) }
        resolve(&node)
        guard let found = node.string else { return }
        check(found, shown: name, &node, path, hint: "the path is relative to '\(file.base)'")
    }

    private func findLauncher(_ name: String, _ node: inout Node, _ path: NodePath) {
        var directory = file.base
        // Names that no file system accepts are not looked up.
        while !name.isEmpty, name.utf8.count <= 255, name != ".", name != ".." {
            let candidate = PathText.join(directory, "scripts/services/" + name)
            if files.kind(of: candidate) != nil {
                node.setText(candidate)
                return check(candidate, shown: name, &node, path, hint: nil)
            }
            if directory == "/" { break }
            directory = PathText.directory(of: directory)
        }
        let hint = "create an executable 'scripts/services/\(name.prefix(60))' in '\(file.base)' or above it"
        log.report("launcher-not-found", "\(path.words): there is no launcher \(name.quoted)", at: node, hint: hint)
        node = .broken(at: node)
    }

    private func check(_ launcher: String, shown: String, _ node: inout Node, _ path: NodePath, hint: String?) {
        switch files.kind(of: launcher) {
        case .file(isExecutable: true): return
        case .file(isExecutable: false):
            let message = "\(path.words): the launcher \(shown.quoted) is not executable"
            log.report("launcher-not-executable", message, at: node, hint: "chmod +x \(QuotedValue.shell(launcher))")
        case .directory, .other, nil:
            let message = "\(path.words): there is no launcher \(shown.quoted)"
            log.report("launcher-not-found", message, at: node, hint: hint)
        }
        node = .broken(at: node)
    }
}

extension Node {
    fileprivate mutating func setText(_ text: String) { value = .scalar(Scalar(text: text, style: .quoted)) }
}
