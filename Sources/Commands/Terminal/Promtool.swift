import ComposeModel
import ControlAPI
import Diagnostics
import Foundations
import Glibc
import NativeRuntime
import OrderedCollections
import Runtime
import StackHost

/// Prometheus' own program for rules and their tests.
struct Promtool {
    enum Kind: String, Encodable {
        case check, test
    }

    /// The result for one file.
    struct Result: Encodable {
        var file: String
        var kind: Kind
        var passed: Bool
        /// promtool's output.
        var output: String

        /// Returns a line, and below it promtool's output if it failed.
        func text(_ terminal: Terminal) -> String {
            let lines = output.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
            let found = lines.last { $0.hasPrefix("SUCCESS: ") }.map { ", \($0.dropFirst("SUCCESS: ".count))" } ?? ""
            let verb = kind == .check ? "checked" : "tested"
            guard !passed else { return terminal.paint("ok", .green) + "      \(verb) \(file)\(found)\n" }
            return terminal.paint("FAILED", .red) + "  \(verb) \(file)\n"
                + output.split(whereSeparator: \.isNewline).map { "        \($0)\n" }.joined()
        }
    }

    private static let name = "promtool"
    /// A test of rules takes a second.
    private static let patience = Duration.seconds(60)

    private let runner: ProgramRunner
    private let path: String

    func run(_ kind: Kind, _ file: String) async throws(CommandFailure) -> Result {
        let words = [Self.name, kind.rawValue, "rules", file]
        let end = await runner.run(path, words, environment: CallerEnvironment.variables, within: Self.patience)
        switch end.outcome {
        case .ended(let status):
            return Result(file: file, kind: kind, passed: status == .code(0), output: end.output)
        case .notStarted(let reason): throw CommandFailure(.unavailable, reason)
        case .timedOut:
            throw CommandFailure(.timedOut, "\(words.joined(separator: " ")) takes longer than a minute")
        }
    }

    // MARK: Where it is

    /// Finds it in PATH, or beside the native Prometheus.
    /// - Parameter asksLauncher: whether the launcher is asked even if the project was never started here.
    init(of stack: LoadedStack, asksLauncher: Bool) async throws(CommandFailure) {
        do throws(RuntimeError) { runner = try ProgramRunner() } catch { throw CommandFailure(error, as: .failed) }
        let path = CallerEnvironment.variables["PATH"] ?? "/usr/bin:/bin"
        let search = ExecutableSearch(path: path, directory: CallerEnvironment.workingDirectory)
        if let found = search.find(Self.name) {
            self.path = found
            return
        }
        guard let service = Self.prometheus(in: stack.project) else {
            throw Self.missing("no service publishes Prometheus' port 9090", nil)
        }
        guard asksLauncher || stack.wasStarted else {
            throw Self.missing(
                "it is not in PATH, and '\(service.name)' of this project, which was never started here, is not asked",
                "to ask it: cpadev alerts test --run-checks"
            )
        }
        switch await Self.availability(of: service, in: stack, runner) {
        case .available(let binary):
            let folder = binary?.path.split(separator: "/").dropLast().joined(separator: "/") ?? ""
            guard let found = search.find("/\(folder)/\(Self.name)") else {
                throw Self.missing("it is not beside \(binary?.path ?? service.name)", nil)
            }
            self.path = found
        case .installable(let reason): throw Self.missing(reason, Self.installing(service))
        case .unavailable(let reason, let remedy): throw Self.missing(reason, remedy)
        }
    }

    private static func prometheus(in project: Project) -> Service? {
        project.services.values.first { $0.ports.contains { $0.target == MonitoringPort.prometheus } }
    }

    private static func availability(
        of service: Service,
        in stack: LoadedStack,
        _ runner: ProgramRunner
    ) async -> Availability {
        let launch = Launch(
            instance: InstanceID(service: service.name, generation: 0),
            service: service,
            environment: [:],
            bindings: []
        )
        let configuration = NativeConfiguration(stack, CallerEnvironment.variables)
        return await runner.availabilityCheck(configuration).availability(of: launch)
    }

    private static func installing(_ service: Service) -> String? {
        if case .launcher(let path, _) = service.settings.native { "\(path) install" } else { nil }
    }

    private static func missing(_ reason: String, _ remedy: String?) -> CommandFailure {
        CommandFailure(.unavailable, "promtool cannot be found: \(reason)", hint: remedy ?? "install prometheus")
    }
}
