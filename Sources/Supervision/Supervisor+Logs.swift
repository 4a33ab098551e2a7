package import ComposeModel
package import LogStore
import OrderedCollections

extension Supervisor {
    /// How often, at most, it is told that lines are being lost.
    static let lossPause = Duration.seconds(1)

    /// Tells when lines of a log cannot be written, how many while that lasts, and when it is over.
    func watchLogLosses() -> Task<Void, Never> {
        let (logs, clock, wallClock) = (dependencies.logs, dependencies.clock, dependencies.wallClock)
        let changes = logs.lossChanges()
        return Task { [weak self] in
            for await _ in changes {
                while true {
                    // A service that has fallen silent writes no line that would find room.
                    let goesOn = logs.tellLosses(at: wallClock())
                    guard let self else { return }
                    await self.tellLogLosses()
                    guard (try? await clock.sleep(for: Self.lossPause)) != nil else { return }
                    if !goesOn { break }
                }
            }
        }
    }

    private func tellLogLosses() {
        for name in order {
            guard let record = records[name] else { continue }
            let before = record.logLoss
            let loss = dependencies.logs.loss(of: name)
            guard loss != before else { continue }
            record.logLoss = loss
            if before.cause == nil { record.linesLostBefore = before.lines }
            if let cause = loss.cause, before.cause == nil {
                publish(.notice(.init(.error, service: name, "lines of its log are being dropped: \(cause)")))
            } else if loss.cause == nil {
                let count = loss.lines - record.linesLostBefore
                let lines = count == 1 ? "1 line is missing" : "\(count) lines are missing"
                publish(.notice(.init(.warning, service: name, "its log is written again; \(lines)")))
            }
            if let report = serviceReport(name) { publish(.service(report)) }
        }
    }
}

extension LogStore {
    /// Puts the limits of a project in force, and what it expects.
    func configure(by project: Project) {
        for service in project.services.values {
            limit(service.name, toBytes: service.settings.maxLogBytes ?? project.settings.maxLogBytes)
        }
        expect(by: project)
    }

    /// Takes over which errors a project's services log although nothing is wrong.
    package func expect(by project: Project) {
        for service in project.services.values {
            expect(service.settings.expectedErrors, of: service.name)
        }
    }
}
