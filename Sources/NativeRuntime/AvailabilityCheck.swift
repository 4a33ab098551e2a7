package import ComposeModel
package import Runtime

/// Determines whether services can run as processes on this machine, without starting them.
package struct AvailabilityCheck: Sendable {
    private let configuration: NativeConfiguration
    private let environment: NativeEnvironment
    private let commands: CommandCollector
    /// The mark of the processes that the check starts; 0 for none.
    private let mark: UInt64

    /// Creates a check for commands that run no services, such as `doctor`.
    package init(configuration: NativeConfiguration) throws(RuntimeError) {
        self.init(configuration: configuration, commands: CommandCollector(host: try ProcessHost()))
    }

    init(configuration: NativeConfiguration, commands: CommandCollector, mark: UInt64 = 0) {
        self.configuration = configuration
        self.commands = commands
        self.mark = mark
        environment = NativeEnvironment(configuration)
    }

    /// The program from the Compose file, with its arguments, that ``availability(of:)`` runs for a service; nil if it
    /// only looks for files.
    package static func program(of service: Service) -> [String]? {
        if service.isProvided, service.provider?.type != nil { return nil }
        return switch service.settings.native {
        case .launcher(let path, _): [path, "check"]
        case .command(_, let check): check.flatMap { $0.isEmpty ? nil : $0 }
        case nil: nil
        }
    }

    package func availability(of launch: Launch) async -> Availability {
        if launch.service.isProvided, let type = launch.service.provider?.type {
            if let path = ProviderSearch(configuration).find(type) {
                return .available(Availability.Binary(path: path, version: ""))
            }
            let error = ProviderSearch.absent(type)
            return .unavailable(reason: error.message, remedy: error.remedy)
        }
        switch launch.service.settings.native {
        case .launcher(let path, _):
            let variables = environment.forLauncher(launch)
            if let problem = configuration.search(in: variables).problem(with: path) {
                return .unavailable(reason: problem.reason, remedy: problem.remedy)
            }
            let request = ProcessHost.Request(
                path: path,
                arguments: [path, "check"],
                environment: variables,
                workingDirectory: configuration.projectDirectory,
                mark: mark
            )
            let output = await commands.run(request, timeout: .seconds(20))
            return LauncherReport(output.output).availability(launcher: path, output: output)
        case .command(let arguments, let check):
            return await availability(ofCommand: arguments, check: check, launch)
        case nil:
            return .unavailable(
                reason: "it defines no way to run as a process, and no container engine is used",
                remedy: "add 'x-cpadev: {native: …}' to the service"
            )
        }
    }

    private func availability(
        ofCommand arguments: [String],
        check: [String]?,
        _ launch: Launch
    ) async -> Availability {
        let variables = environment.forService(launch)
        guard let name = arguments.first else {
            return .unavailable(reason: "its native command is empty", remedy: nil)
        }
        let search = configuration.search(in: variables)
        if let problem = search.problem(with: name) {
            return .unavailable(reason: problem.reason, remedy: problem.remedy)
        }
        guard let path = search.find(name) else { return .unavailable(reason: "it cannot be found", remedy: nil) }
        if let check, let program = check.first {
            let request = ProcessHost.Request(
                path: configuration.resolve(program, in: variables) ?? program,
                arguments: check,
                environment: variables,
                workingDirectory: configuration.workingDirectory(of: launch.service),
                mark: mark
            )
            let output = await commands.run(request, timeout: .seconds(20))
            guard output.outcome == .ended(.code(0)) else {
                let line = output.output.split(whereSeparator: \.isNewline).last.map(String.init)
                return .unavailable(reason: line ?? "its check command failed", remedy: nil)
            }
        }
        return .available(Availability.Binary(path: path, version: ""))
    }
}
