import Alerting
import ArgumentParser
import ControlAPI
import ControlClient
import Diagnostics
import FoundationEssentials
import Foundations
import Monitoring
import StackHost
import TerminalUI
import YAMLTree

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "Show and silence alerts, and test their rules.",
        discussion: "Needs the monitoring services: cpadev up --profile monitoring. On the screen, A shows the alerts.",
        subcommands: [
            AlertsShowCommand.self, AlertsSilenceCommand.self, AlertsUnsilenceCommand.self, AlertsTestCommand.self,
        ],
        defaultSubcommand: AlertsShowCommand.self
    )
}

struct AlertsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the alerts (the default).",
        discussion: """
            Exit code 1 while a critical alert fires, silenced or not, or a rule cannot be evaluated; 69 if Prometheus \
            is not running.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Show all rules, also those that found nothing.")
    var all = false

    @Flag(help: "Print a JSON list of all rules.")
    var json = false

    func run() async throws {
        let snapshot = try await StackConnection.open(project).client.snapshot()
        let report = try await snapshot.alertReport()
        let rules = report.rules.value ?? []
        let output = Terminal.standardOutput
        output.write(json ? try AlertJSON.render(report) : AlertTable.render(report, all: all, output))
        if !json, let problem = report.routing.problem, snapshot.server(onPort: MonitoringPort.alertmanager) != .absent
        {
            Terminal.standardError.write("silences are unknown: \(problem)\n")
        }
        let isCritical = rules.contains { $0.state == .firing && $0.severity == "critical" || $0.problem != nil }
        if isCritical { throw CommandFailure(.failed, "") }
    }
}

struct AlertsSilenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: "Notify nobody of a rule's alerts for a time.",
        discussion: """
            Alertmanager keeps the silence, also through restarts; those that exist stay. Exit code 64 if there is no \
            such rule, 69 if Prometheus or Alertmanager is not running. Example: \
            cpadev alerts silence RedisMemory --for 2h --comment "loading test data"
            """
    )

    @OptionGroup var project: ProjectOptions

    @Argument(help: "Name of the rule.")
    var rule: String

    @Option(name: .customLong("for"), help: ArgumentHelp("How long: \(SilenceLength.form).", valueName: "time"))
    var length = SilenceLength.proposed

    @Option(help: ArgumentHelp("Why, for others who see it.", valueName: "text"))
    var comment = ""

    @Flag(help: "Print the silences of the rule as a JSON list.")
    var json = false

    func run() async throws {
        let snapshot = try await StackConnection.open(project).client.snapshot()
        let target = try await SilenceTarget(rule, in: snapshot)
        let request = SilenceRequest(rule: rule, length: length, author: SilenceAuthor.name, comment: comment)
        try await target.change { client throws(MonitoringError) in try await client.silence(request) }
        let silences = try await target.silences()
        if json { return Terminal.standardOutput.writeData(try JSONText.render(silences)) }
        let end = silences.map(\.endsAt).max().map { TimeStamp.local($0) } ?? "?"
        Terminal.standardOutput.write("\(rule) is silenced until \(end)\n")
    }
}

struct AlertsUnsilenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unsilence",
        abstract: "End the silences of a rule.",
        discussion: """
            Ends the silences of this rule alone; names those that cover other rules too, or ends them with --shared. \
            Exit code 1 if none was ended, 64 if there is no such rule, 69 if Prometheus or Alertmanager is not running.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Argument(help: "Name of the rule.")
    var rule: String

    @Flag(help: "Also end silences that cover other rules too.")
    var shared = false

    @Flag(help: "Print the silences that were ended as a JSON list.")
    var json = false

    func run() async throws {
        let snapshot = try await StackConnection.open(project).client.snapshot()
        let target = try await SilenceTarget(rule, in: snapshot)
        let others = target.sharedSilences
        let silences = try await target.silences() + (shared ? others : [])
        guard !silences.isEmpty else { throw target.notSilenced }
        try await target.change { client throws(MonitoringError) in
            for silence in silences { try await client.endSilence(silence.id) }
        }
        if json { Terminal.standardOutput.writeData(try JSONText.render(silences)) }
        if !shared, let other = others.first {
            Terminal.standardError.write("\(rule) is still \(target.words(other)); \(target.hint)\n")
        } else if !json {
            Terminal.standardOutput.write("\(rule) is no longer silenced\n")
        }
    }
}

extension SilenceLength: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
    package var defaultValueDescription: String { text }
}

/// A rule whose silences a command changes.
private struct SilenceTarget {
    private let rule: String
    private let report: AlertReport
    private let client: AlertmanagerClient

    /// Throws if there is no such rule, or if Prometheus or Alertmanager does not run.
    init(_ name: String, in snapshot: StackSnapshot) async throws(CommandFailure) {
        rule = name
        report = try await snapshot.alertReport()
        let names = (report.rules.value ?? []).map(\.name)
        guard names.contains(name) else {
            let hint = didYouMean(name, names) ?? "the rules are: \(names.joined(separator: ", "))"
            throw CommandFailure(.usage, "there is no rule '\(name)'", hint: hint)
        }
        let place = snapshot.server(onPort: MonitoringPort.alertmanager)
        if let problem = place.problem(with: "Alertmanager") {
            throw CommandFailure(.unavailable, problem.reason, hint: problem.remedy)
        }
        client = AlertmanagerClient(address: place.address ?? "")
    }

    /// Returns the active silences of the rule that silence nothing else.
    func silences() async throws(CommandFailure) -> [Silence] {
        do throws(MonitoringError) {
            return try await client.silences().filter { $0.state == .active && $0.isOnly(for: rule) }
        } catch { throw CommandFailure(error, as: .unavailable) }
    }

    func change(_ body: (AlertmanagerClient) async throws(MonitoringError) -> Void) async throws(CommandFailure) {
        do throws(MonitoringError) { try await body(client) } catch {
            throw CommandFailure(error, as: .unavailable)
        }
    }

    var notSilenced: CommandFailure {
        guard let silence = sharedSilences.first else { return CommandFailure(.failed, "\(rule) is not silenced") }
        return CommandFailure(.failed, "\(rule) is \(words(silence))", hint: hint)
    }

    /// The silences that cover the rule together with others, as they were before any change.
    var sharedSilences: [Silence] {
        report.rules.value?.first { $0.name == rule }.map { report.sharedSilences(of: $0) } ?? []
    }

    func words(_ shared: Silence) -> String {
        let until = TimeStamp.local(shared.endsAt)
        return "silenced together with others until \(until), by \(shared.author): \(shared.comment)"
    }

    var hint: String { "cpadev alerts unsilence \(QuotedValue.shell(rule)) --shared" }
}

extension PrometheusClient {
    /// Creates a client of the Prometheus of a stack; nil if none runs.
    init?(of client: ControlClient) async {
        guard let address = try? await client.snapshot().prometheusAddress() else { return nil }
        self.init(address: address)
    }
}

extension StackSnapshot {
    /// Returns what the monitoring says of alerts. Throws if Prometheus does not run or answer.
    func alertReport() async throws(CommandFailure) -> AlertReport {
        let servers = AlertServers(
            prometheus: try prometheusAddress(),
            alertmanager: server(onPort: MonitoringPort.alertmanager),
            notifications: server(onPort: MonitoringPort.notifications)
        )
        let report = await AlertReporter(servers).report()
        if case .unavailable(let reason, let remedy) = report.rules {
            throw CommandFailure(.unavailable, reason, remedy: remedy)
        }
        return report
    }

    /// The address of the service that publishes Prometheus' port.
    func prometheusAddress() throws(CommandFailure) -> String {
        let place = server(onPort: MonitoringPort.prometheus)
        if let problem = place.problem(with: "Prometheus") {
            throw CommandFailure(.unavailable, problem.reason, hint: problem.remedy)
        }
        return place.address ?? ""
    }
}
