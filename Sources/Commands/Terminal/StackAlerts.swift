import Alerting
import ControlAPI
import FoundationEssentials
import Glibc
import Monitoring
import StackHost
import TerminalUI

/// The alerts of the stack's monitoring, for the screen.
struct StackAlerts: AlertSource {
    func report(_ servers: AlertServers) async -> AlertReport { await AlertReporter(servers).report() }

    func silence(_ rule: String, for length: SilenceLength, comment: String, _ servers: AlertServers) async -> String? {
        await change(servers) { client throws(MonitoringError) in
            let author = SilenceAuthor.name
            try await client.silence(SilenceRequest(rule: rule, length: length, author: author, comment: comment))
        }
    }

    func endSilences(_ ids: [String], _ servers: AlertServers) async -> String? {
        await change(servers) { client throws(MonitoringError) in
            for id in ids { try await client.endSilence(id) }
        }
    }

    private func change(
        _ servers: AlertServers,
        _ body: (AlertmanagerClient) async throws(MonitoringError) -> Void
    ) async -> String? {
        if let problem = servers.alertmanager.problem(with: "Alertmanager") {
            return "\(problem.reason); \(problem.remedy)"
        }
        do throws(MonitoringError) {
            try await body(AlertmanagerClient(address: servers.alertmanager.address ?? ""))
            return nil
        } catch { return error.message }
    }

    func runbook(_ path: String, in directory: String) async -> Runbook {
        let file = "\(directory)/monitoring/\(path)"
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            return .unavailable("the runbook '\(path)' is outside of \(directory)/monitoring")
        }
        guard let text = SmallFile.read(file, upToBytes: 1 << 20) else {
            return .unavailable("cannot read the runbook \(file)")
        }
        return .text(text)
    }
}

/// Who silences alerts: the user.
enum SilenceAuthor {
    static var name: String {
        let user = getpwuid(getuid()).flatMap { $0.pointee.pw_name }.map { String(cString: $0) }
        return user ?? "user \(getuid())"
    }
}

extension AlertReporter {
    init(_ servers: AlertServers) {
        self.init(
            prometheus: .at(servers.prometheus),
            alertmanager: Server(servers.alertmanager, "Alertmanager"),
            notifications: Server(servers.notifications, "receivers' stand-in")
        )
    }
}

extension AlertReporter.Server {
    init(_ place: ServerPlace, _ product: String) {
        switch (place.address, place.problem(with: product)) {
        case (let address?, _): self = .at(address)
        case (nil, let problem): self = .unavailable(problem?.reason ?? "", remedy: problem?.remedy)
        }
    }
}
