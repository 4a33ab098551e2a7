import ArgumentParser
import ComposeModel
import Foundations
import LogAnalysis
import OrderedCollections
import Runtime
import StackHost

struct EnvCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case dotenv
        case shell
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print the addresses and credentials of the services for use on this machine.",
        discussion: """
            These are the variables with which services reach each other, such as DATABASE_URL, with addresses that \
            are valid on this machine. Example: eval "$(cpadev env --format shell)"

            Only names of addresses (…_URL, …_HOST, …_ADDRESS and the like) and of credentials are printed, or all \
            variables of the services that you name. Variables that would change what a shell or its programs run (PATH, \
            LD_PRELOAD, BASH_ENV, EDITOR, GIT_… and the like), invalid names and paths that contain an address are never \
            printed. What is left out is reported on standard error.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: "Output format: dotenv, shell (export lines) or json.")
    var format = Format.dotenv

    @Option(help: ArgumentHelp("Write a file, readable only by you, unless it is as it would be.", valueName: "file"))
    var write: String?

    @Argument(help: "Only variables of these services (default: all).")
    var services: [String] = []

    func run() async throws {
        let stack = try LoadedStack.load(project)
        try CommandFailure.refuseUnknown(services, among: stack.project.services.keys)
        let (variables, others) = HostEnvironment(stack.project).variables(usedBy: services)
        let (text, refusals) = try Self.render(variables, format)
        if let write {
            try Self.update(StackLocation.absolute(write, from: CallerEnvironment.workingDirectory), text)
        } else {
            Terminal.standardOutput.writeData(text)
        }
        for (name, refusal) in refusals + others {
            Terminal.standardError.write("left out: \(TerminalSanitizer.oneLine(name)) (\(refusal.rawValue))\n")
        }
    }

    /// Writes a file, which may contain credentials. One that is up to date keeps its time, which watchers look at.
    private static func update(_ path: String, _ text: String) throws(CommandFailure) {
        let isPrivate = FileStatus(path).map {
            $0.kind == .regular && $0.belongsToCaller && $0.permissions & 0o077 == 0
        }
        if isPrivate == true, SmallFile.read(path, upToBytes: text.utf8.count + 1) == text { return }
        try OutputFile.replace(with: text, at: path, mode: 0o600)
    }

    /// Renders the variables, and returns those that are left out. Empty values are kept.
    static func render(
        _ variables: [(key: String, value: String)],
        _ format: Format
    ) throws -> (text: String, refusals: [(name: String, refusal: ExportedVariable.Refusal)]) {
        var lines: [String] = []
        var safe: [String: String] = [:]
        var refusals: [(name: String, refusal: ExportedVariable.Refusal)] = []
        for (key, value) in variables {
            if let refusal = ExportedVariable.refusal(ofName: key) {
                refusals.append((key, refusal))
                continue
            }
            switch format {
            case .json: safe[key] = value
            case .shell: lines.append("export \(key)=\(QuotedValue.shell(value))\n")
            case .dotenv:
                if let quoted = QuotedValue.dotenv(value) {
                    lines.append("\(key)=\(quoted)\n")
                } else {
                    refusals.append((key, .notInDotenv))
                }
            }
        }
        return (format == .json ? try JSONText.render(safe) : lines.joined(), refusals)
    }
}

/// The variables with which services reach each other, with addresses for this machine.
struct HostEnvironment {
    private let project: Project
    private var addresses = AddressBook()

    /// - Parameter names: the services that can be reached; nil: all.
    init(_ project: Project, reaching names: [String]? = nil) {
        self.project = project
        for service in project.services.values where names?.contains(service.name) ?? true {
            addresses.record(service, bindings: Launch.Binding.settled(of: service), kind: .native)
        }
    }

    /// The variables, sorted by name. A service that reaches others by address contributes those variables and its
    /// credentials.
    /// - Returns: the variables, and the names of others whose value contains an address, with the reason.
    func variables(
        usedBy names: [String]
    ) -> (variables: [(key: String, value: String)], others: [(name: String, refusal: ExportedVariable.Refusal)]) {
        var result: [String: String] = [:]
        var others: [String: ExportedVariable.Refusal] = [:]
        for service in project.services.values where names.isEmpty || names.contains(service.name) {
            var own: [String: String] = [:]
            var reachesOthers = false
            for (key, value) in service.environment {
                guard let value = value ?? project.environment[key] else { continue }
                let rewritten = addresses.rewrite(value, seenFrom: .native)
                if rewritten != value {
                    if !ExportedVariable.isAddress(rewritten) {
                        others[key] = .notAnAddress
                    } else if names.isEmpty, !AddressName.isAddress(key) {
                        others[key] = ExportedVariable.refusal(ofName: key) ?? .notNamedAsAddress
                    } else {
                        reachesOthers = true
                        own[key] = rewritten
                    }
                } else if !names.isEmpty || AddressName.isCredential(key) {
                    own[key] = value
                }
            }
            if reachesOthers || !names.isEmpty { result.merge(own) { first, _ in first } }
        }
        let leftOut = others.filter { result[$0.key] == nil }.sorted { $0.key < $1.key }
        return (result.sorted { $0.key < $1.key }, leftOut.map { ($0.key, $0.value) })
    }
}
