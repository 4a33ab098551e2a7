package import Environments
import Foundations
import NIOHTTP1

/// Checks environments: all of them, and all that is to be known of each, at once. Nothing is changed anywhere.
package struct EnvironmentInspector: Sendable {
    /// The time that git has after the servers.
    private static let timeOfGit = Duration.milliseconds(300)
    /// The time for starting this process and for ending the checks.
    private static let margin = Duration.milliseconds(600)

    private let file: EnvironmentFile
    private let surroundings: any Surroundings
    /// When servers and databases must have answered.
    private let deadline: ContinuousClock.Instant
    private let end: ContinuousClock.Instant

    /// - Parameter limit: the time for everything, from now on; at least a second.
    package init(_ file: EnvironmentFile, _ surroundings: any Surroundings, within limit: Duration) {
        self.file = file
        self.surroundings = surroundings
        end = .now + limit - Self.margin
        deadline = end - Self.timeOfGit
    }

    /// Returns a report on each of the environments, in their order.
    package func reports(on environments: [PlatformEnvironment]) async -> [EnvironmentReport] {
        async let history = CommitHistory(file.repository, branch: file.branch, surroundings, until: end)
        let found = await withTaskGroup(of: (Int, Observation).self) { group in
            for (index, environment) in environments.enumerated() {
                group.addTask { (index, await observe(environment)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let known = await history
        return await withTaskGroup(of: (Int, EnvironmentReport).self) { group in
            for (index, observation) in found.enumerated() {
                group.addTask { (index, await observation.report(with: known)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    // MARK: An environment

    private func observe(_ environment: PlatformEnvironment) async -> Observation {
        switch environment.place {
        case .workflow(let name): observe(environment, runsOf: name)
        case .server(let address): await observe(environment, at: address)
        case .stack(let service): await observe(environment, stackWith: service)
        }
    }

    private func observe(_ environment: PlatformEnvironment, runsOf workflow: String) -> Observation {
        var report = EnvironmentReport(name: environment.name)
        do throws(CheckProblem) {
            if let run = try surroundings.lastRun(of: workflow) { report.run = .found(run) }
        } catch {
            report.run = .failed(error)
        }
        return Observation(report)
    }

    private func observe(_ environment: PlatformEnvironment, at address: ServerAddress) async -> Observation {
        async let certificate = certificate(of: address, environment.certificate)
        async let database = database(of: environment, stack: nil)
        let pages = await ServerPages.read(environment, at: address, until: deadline)
        var report = EnvironmentReport(name: environment.name, address: address.description)
        report.health = pages.health
        report.version = pages.version
        report.certificate = await certificate
        report.database = await database
        return Observation(report, commit: pages.commit)
    }

    private func observe(_ environment: PlatformEnvironment, stackWith service: String) async -> Observation {
        var report = EnvironmentReport(name: environment.name)
        let limit = ContinuousClock.now.duration(to: deadline)
        let stack: LocalStack
        do throws(CheckProblem) {
            guard let running = try await surroundings.stack(within: limit) else {
                report.health = .found(EnvironmentReport.Health(.down, "down"))
                return Observation(report)
            }
            stack = running
        } catch {
            report.health = .failed(error)
            return Observation(report)
        }
        async let database = database(of: environment, stack: stack)
        report.health = .found(stack.health)
        var commit = Finding<String>.notChecked
        if let address = stack.addresses[service] {
            report.address = address.description
            let pages = await ServerPages.read(environment, at: address, until: deadline)
            report.version = pages.version
            commit = pages.commit
            if case .found(var health) = report.health, case .found(let answered) = pages.health {
                health.latency = answered.latency
                report.health = .found(health)
            }
        } else if environment.version != nil || environment.commit != nil {
            report.version = .failed(CheckProblem(.missing, "the service '\(service)' is not running"))
        }
        report.database = await database
        return Observation(report, commit: commit, isCheckout: environment.commit == nil)
    }

    private func certificate(
        of address: ServerAddress,
        _ rule: PlatformEnvironment.CertificateRule
    ) async -> Finding<EnvironmentReport.Certificate> {
        guard address.isSecure else { return .notChecked }
        do throws(CheckProblem) {
            return .found(try await CertificateCheck(address, rule, until: deadline).run())
        } catch {
            return .failed(error)
        }
    }

    private func database(
        of environment: PlatformEnvironment,
        stack: LocalStack?
    ) async -> Finding<EnvironmentReport.Database> {
        guard let source = environment.database else { return .notChecked }
        let check = DatabaseCheck(
            source: source,
            stack: stack,
            migrations: file.migrations,
            surroundings: surroundings,
            deadline: deadline
        )
        do throws(CheckProblem) { return .found(try await check.run()) } catch { return .failed(error) }
    }
}

/// A report without the distance of its commit, which only the history knows.
private struct Observation: Sendable {
    private var report: EnvironmentReport
    private let commit: Finding<String>
    /// Whether the commit is the one that is checked out.
    private let isCheckout: Bool

    init(_ report: EnvironmentReport, commit: Finding<String> = .notChecked, isCheckout: Bool = false) {
        self.report = report
        self.commit = commit
        self.isCheckout = isCheckout
    }

    func report(with history: CommitHistory) async -> EnvironmentReport {
        var report = report
        do throws(CheckProblem) {
            let sha: String
            switch commit {
            case .found(let found): sha = found
            case .failed(let problem): throw problem
            case .notChecked:
                guard isCheckout else { return report }
                sha = try await history.current()
            }
            let distance: Finding<EnvironmentReport.Commit.Distance>
            do throws(CheckProblem) { distance = .found(try await history.distance(of: sha)) } catch {
                distance = .failed(error)
            }
            report.commit = .found(EnvironmentReport.Commit(sha: sha, distance: distance))
        } catch {
            report.commit = .failed(error)
        }
        return report
    }
}

extension LocalStack {
    fileprivate var health: EnvironmentReport.Health {
        let figures = "\(ready)/\(wanted) ready"
        guard failed.isEmpty else {
            return EnvironmentReport.Health(.unhealthy, "\(figures); failed: \(failed.joined(separator: ", "))")
        }
        return EnvironmentReport.Health(ready == wanted ? .healthy : .starting, figures)
    }
}
