import ControlAPI
import ControlClient
import FoundationEssentials
import Foundations
import Glibc
import LogAnalysis
import StackHost

/// The reports of a stack that existed for one command, in a folder: `junit.xml`, `status.json` and, after a failure,
/// `logs/<service>.log`.
struct EphemeralReport {
    struct CommandResult {
        var words: [String]
        var code: Int32
        var duration: Duration
    }

    private let folder: String
    private let masker: SecretMasker

    /// Makes the folder.
    /// - Parameter masker: masks the project's secrets.
    init(folder: String, _ masker: SecretMasker) throws(CommandFailure) {
        self.masker = masker
        guard !folder.isEmpty else { throw CommandFailure(.usage, "--artifacts needs the path of a folder") }
        self.folder = StackLocation.absolute(folder, from: CallerEnvironment.workingDirectory)
        try Self.make(self.folder)
        // Those of an earlier run would be taken for this one's.
        let logs = "\(self.folder)/logs"
        for name in directoryNames(logs) ?? [] where name.hasSuffix(".log") { unlink("\(logs)/\(name)") }
        for name in ["junit.xml", "status.json"] { unlink("\(self.folder)/\(name)") }
    }

    /// Writes the reports. A file that cannot be written is named on standard error.
    /// - Parameter command: nil if it was not run, because the services did not become ready.
    func write(
        _ client: ControlClient,
        _ snapshot: StackSnapshot,
        services: [String],
        command: CommandResult?
    ) async {
        let statuses = snapshot.services.filter { services.contains($0.name) }
        do {
            let profile = try? await client.startupProfile()
            var cases = statuses.map { JUnitReport.Case(checkOf: $0, profile) }
            if let command { cases.append(JUnitReport.Case(command)) }
            let report = JUnitReport(name: "cpadev", cases: cases.map(masked))
            try OutputFile.replace(with: report.xml, at: "\(folder)/junit.xml")
            try OutputFile.replace(with: try JSONText.render(snapshot), at: "\(folder)/status.json")
            guard command?.code != 0 else { return }
            try Self.make("\(folder)/logs")
            for status in statuses {
                try await writeLog(of: status.name, client)
            }
        } catch {
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            Terminal.standardError.write("! the reports are incomplete: \(reason)\n")
        }
    }

    private func masked(_ item: JUnitReport.Case) -> JUnitReport.Case {
        var item = item
        item.name = masker.mask(item.name)
        switch item.outcome {
        case .passed: break
        case .failed(let message, let details): item.outcome = .failed(masker.mask(message), masker.mask(details))
        case .skipped(let message): item.outcome = .skipped(masker.mask(message))
        }
        return item
    }

    private func writeLog(of service: String, _ client: ControlClient) async throws {
        let name = service.replacing("/", with: "_")
        let path = "\(folder)/logs/\(name).log"
        // A pipe or link in its place would be waited for, or followed.
        unlink(path)
        let sink = try ByteSink.file(path)
        var printer = LogPrinter(services: [service], terminal: .none)
        printer.showsNames = false
        printer.showsTimes = true
        for try await batch in try await client.packedLogs(LogQuery(services: [service])) {
            try sink.write(printer.render(batch))
        }
        try sink.finish()
    }

    private static func make(_ folder: String) throws(CommandFailure) {
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/\(part)"
            guard mkdir(path, 0o777) != 0, errno != EEXIST else { continue }
            throw CommandFailure(.failed, "cannot make \(folder): \(String(cString: strerror(errno)))")
        }
        guard FileStatus(folder, followsLinks: true)?.kind == .folder else {
            throw CommandFailure(.usage, "\(folder) is not a folder", hint: "name another one with --artifacts")
        }
    }
}

extension JUnitReport.Case {
    /// Whether a service became ready, and how long that took.
    fileprivate init(checkOf status: ServiceStatus, _ profile: StartupProfile?) {
        let milliseconds = profile?.entries.first { $0.service == status.name }?.readyMs
        self.init(name: "\(status.name) is ready", duration: .milliseconds(milliseconds ?? 0))
        guard !status.isReady else { return }
        let message = "\(status.name) \(status.statePhrase)"
        let reason = status.reason ?? status.probe?.message ?? ""
        outcome = status.state == .unavailable && status.optional == true ? .skipped(reason) : .failed(message, reason)
    }

    fileprivate init(_ command: EphemeralReport.CommandResult) {
        let words = command.words.map(QuotedValue.shell).joined(separator: " ")
        self.init(name: words, duration: command.duration)
        if command.code != 0 { outcome = .failed("exit code \(command.code)", "") }
    }
}
