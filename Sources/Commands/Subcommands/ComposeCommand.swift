import ArgumentParser
import ComposeModel
import ControlAPI
import ControlClient
import Glibc
import OrderedCollections
import StackHost

struct ComposeCommand: AsyncParsableCommand {
    enum Verb: String, ExpressibleByArgument, CaseIterable {
        case up
        case down
        case stop
        case metadata
    }

    static let configuration = CommandConfiguration(
        commandName: "compose",
        abstract: "Act as the provider of a service in another Compose project.",
        discussion: """
            docker compose runs this command for a service with provider: {type: cpadev, options: {file: …, services: \
            …}}. It prints one JSON message per line: startup progress, then addresses such as HOST, PORT and URL, \
            which docker compose passes to dependents, prefixed with the service's name. down and stop leave services \
            alone that another project needs or that cpadev up started.
            """
    )

    @Option(help: ArgumentHelp("Name of the other project.", valueName: "name"))
    var projectName = "default"

    @Option(parsing: .singleValue, help: ArgumentHelp("Compose file of the stack; may be repeated.", valueName: "path"))
    var file: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Comma-separated services (default: all).", valueName: "names")
    )
    var services: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("Profile to enable; may be repeated.", valueName: "name"))
    var profile: [String] = []

    @Option(
        name: .customLong("env-file"),
        parsing: .singleValue,
        help: ArgumentHelp("Env file; may be repeated.", valueName: "path")
    )
    var environmentFile: [String] = []

    @Option(help: "Runtime: docker, native or auto.")
    var runtime: String?

    @Option(help: ArgumentHelp("Host in the addresses passed to dependents.", valueName: "name"))
    var host = "host.docker.internal"

    @Option(help: ArgumentHelp("Maximum time to wait, in seconds.", valueName: "seconds"))
    var timeout = 600

    @Argument(help: "Operation: up, down, stop or metadata.")
    var verb: Verb

    @Argument(help: "Service of the other project.")
    var service: String?

    private var names: [String] {
        services.flatMap { $0.split(separator: ",") }.map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    }

    private var environment: [String: String] { ProviderEnvironment.variables(of: CallerEnvironment.variables) }

    private var owner: String { "\(projectName).\(service ?? "")" }

    func validate() throws {
        if let runtime { _ = try RuntimeOverrides.parsing([runtime]) }
        if verb != .metadata, service == nil { throw ValidationError("missing service of the other project") }
        if timeout <= 0 { throw ValidationError("--timeout must be more than 0 seconds.") }
    }

    func run() async throws {
        guard verb != .metadata else {
            return Terminal.standardOutput.write(try JSONText.render(ComposeMetadata()))
        }
        do {
            let options = try ProjectOptions.parse(
                file.flatMap { ["--file", $0] } + profile.flatMap { ["--profile", $0] }
                    + environmentFile.flatMap { ["--env-file", $0] }
            )
            let stack = try LoadedStack.load(options.source, environment: environment)
            switch verb {
            case .up: try await up(stack, options)
            case .down: try await down(stack, options, endsStack: true)
            case .stop: try await down(stack, options, endsStack: false)
            case .metadata: break
            }
        } catch {
            let failure = error as? CommandFailure ?? CommandFailure(error) ?? CommandFailure(.failed, "\(error)")
            let words = [failure.message, failure.hint].compactMap(\.self).joined(separator: "; ")
            ComposeMessage(type: .error, message: words).write()
            throw failure
        }
    }

    private func up(_ stack: LoadedStack, _ options: ProjectOptions) async throws {
        let location = stack.location
        let client = ControlClient(location)
        let wanted = names.isEmpty ? Array(stack.project.services.keys) : names
        try CommandFailure.refuseUnknown(wanted, among: stack.project.services.keys)
        let resting = try await servicesAtRest(location, options, client)
        let (reply, isNew) = try await StackStart(
            location: location,
            options: options,
            runtimes: runtime.map { [$0] } ?? [],
            environment: environment
        ).begin(wanted, client)
        let started = reply.services.filter { resting?.contains($0) ?? true }
        ProviderClaims(location).add(reply.services, started: started, for: owner, startsStack: isNew)
        async let _: Void = reportProgress(client, of: reply)
        let follower = StartupFollower(client: client, goal: .ready, services: reply.services, showsProgress: false)
        let result = try await follower.follow(from: reply.sequence, timeout: .seconds(timeout))
        try await result.check(client)
        let statuses = wanted.compactMap { name in result.snapshot.services.first { $0.name == name } }
        for (name, value) in OfferedAddresses(host: host).variables(statuses, Array(stack.project.services.values)) {
            ComposeMessage(type: .setenv, message: "\(name)=\(value)").write()
        }
    }

    /// The stopped services of a running stack; nil if no stack is running.
    private func servicesAtRest(
        _ location: StackLocation,
        _ options: ProjectOptions,
        _ client: ControlClient
    ) async throws -> [String]? {
        guard try StackConnection.isRunning(location, options, environment: environment) else { return nil }
        return try await client.snapshot().services.filter(\.isAtRest).map(\.name)
    }

    /// Writes a message for each change of a service's state, until cancelled.
    private func reportProgress(_ client: ControlClient, of reply: CommandReply) async {
        var told: [String: String] = [:]
        do {
            for try await update in client.updates(after: reply.sequence) {
                guard case .event(let event) = update, case .serviceChanged(let status) = event.payload,
                    reply.services.contains(status.name), told[status.name] != status.stateWords
                else { continue }
                told[status.name] = status.stateWords
                ComposeMessage(type: .info, message: "\(status.name) \(status.stateWords)").write()
            }
        } catch {
            // The follower gets the same error and reports it.
        }
    }

    private func down(_ stack: LoadedStack, _ options: ProjectOptions, endsStack: Bool) async throws {
        let location = stack.location
        let claims = ProviderClaims(location)
        guard try StackConnection.isRunning(location, options, environment: environment, stopsStack: true) else {
            _ = claims.remove(owner)
            return ComposeMessage(type: .debug, message: "no stack is running here").write()
        }
        guard claims.services(of: owner) != nil else {
            return ComposeMessage(type: .debug, message: "nothing was started for \(owner)").write()
        }
        let client = ControlClient(location)
        // After `stop`, the claim remains until `down`.
        let (unneeded, isLast) = endsStack ? claims.remove(owner) : (claims.unneeded(of: owner), false)
        if isLast {
            ComposeMessage(type: .info, message: "stopping the stack").write()
            return try await StackShutdown(client: client, location: location).run(removingVolumes: false)
        }
        guard !unneeded.isEmpty else { return }
        ComposeMessage(type: .info, message: "stopping \(unneeded.joined(separator: ", "))").write()
        let reply = try await client.perform(.stop(services: unneeded))
        var waiting = Set(reply.services)
        var snapshot: StackSnapshot?
        for try await update in client.updates(after: nil) {
            if case .snapshot(let new) = update { snapshot = new }
            if case .event(let event) = update { snapshot?.apply(event) }
            for status in snapshot?.services ?? [] where status.isAtRest { waiting.remove(status.name) }
            if waiting.isEmpty { return }
        }
    }
}
