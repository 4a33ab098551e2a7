import ArgumentParser
import ComposeModel
import OrderedCollections
import Runtime

/// `cpadev env`
struct EnvCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case dotenv
        case shell
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print the addresses and credentials that reach the services from this machine.",
        discussion: """
            They are the variables that services of the stack use to reach each other, such as DATABASE_URL, with \
            the addresses as this machine reaches them. Example: eval "$(cpadev env --format shell)"
            """
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: "dotenv, shell (export lines), or json.")
    var format = Format.dotenv

    @Argument(help: "Only what these services use; all otherwise.")
    var services: [String] = []

    func run() async throws {
        let stack = try LoadedStack.load(project)
        try CommandFailure.refuseUnknown(services, among: stack.project.services.keys)
        let variables = HostEnvironment(stack.project).variables(usedBy: services)
        let output = Terminal.standardOutput
        switch format {
        case .dotenv:
            output.write(variables.map { "\($0.key)=\(Self.quote($0.value))\n" }.joined())
        case .shell:
            output.write(variables.map { "export \($0.key)=\(Self.quote($0.value))\n" }.joined())
        case .json:
            output.write(
                try JSONText.render(Dictionary(uniqueKeysWithValues: variables.map { ($0.key, $0.value) }))
            )
        }
    }

    /// Single quotes wherever a shell or an env file would read something into the value.
    private static func quote(_ value: String) -> String {
        let plain = value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:@,+%=?&".contains($0)) }
        let isBare = plain && !value.contains("&") && !value.contains("?")
        return isBare
            ? value
            : "'"
                + value.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "'\\''") + "'"
    }
}

/// The variables by which services reach others, as this machine would use them.
struct HostEnvironment {
    private let project: Project
    private var addresses = AddressBook()

    init(_ project: Project) {
        self.project = project
        for service in project.services.values {
            addresses.record(service, bindings: Launch.Binding.settled(of: service), kind: .native)
        }
    }

    /// Sorted by name. A service that reaches others by address gives those variables, and its credentials.
    func variables(usedBy names: [String]) -> [(key: String, value: String)] {
        var result: [String: String] = [:]
        for service in project.services.values where names.isEmpty || names.contains(service.name) {
            var own: [String: String] = [:]
            var reachesOthers = false
            for (key, value) in service.environment {
                guard let value = value ?? project.environment[key] else { continue }
                let rewritten = addresses.rewrite(value, seenFrom: .native)
                if rewritten != value {
                    reachesOthers = true
                    own[key] = rewritten
                } else if !names.isEmpty || Self.isCredential(key) {
                    own[key] = value
                }
            }
            if reachesOthers || !names.isEmpty { result.merge(own) { first, _ in first } }
        }
        return result.sorted { $0.key < $1.key }
    }

    private static func isCredential(_ key: String) -> Bool {
        ["API_KEY", "ACCESS_KEY", "SECRET", "TOKEN", "PASSWORD", "REGION", "NAMESPACE"].contains { key.contains($0) }
    }
}
