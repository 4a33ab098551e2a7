import ComposeLoader
import ComposeModel
import ControlAPI
import ControlClient
import Diagnostics
import DockerEngine
import Foundations
import Glibc
import LogAnalysis
import NativeRuntime
import OrderedCollections
import Runtime
import StackHost

/// Checks whether a machine has what a stack needs.
struct Doctor {
    struct Finding: Codable, Sendable {
        enum State: String, Codable, Sendable {
            case good
            /// No problem, but worth knowing.
            case notice
            /// Prevents a service from running.
            case missing
        }

        var name: String
        var state: State
        var detail: String
        var remedy: String?

        func masked(by masker: SecretMasker) -> Finding {
            var finding = self
            finding.detail = masker.mask(detail)
            finding.remedy = remedy.map(masker.mask)
            return finding
        }
    }

    private let stack: LoadedStack
    /// Whether programs named in the Compose file may be run.
    private let runsChecks: Bool

    init(_ stack: LoadedStack, runsChecks: Bool) {
        self.stack = stack
        self.runsChecks = runsChecks
    }

    func examine() async throws -> [Finding] {
        var findings = [composeFile(), stateFolder(), disk(), memory(), toolchain()]
        let (engine, docker) = await docker()
        findings.append(docker)
        findings += try await services(engine)
        findings += ports()
        return findings
    }

    // MARK: Machine

    private func composeFile() -> Finding {
        let warnings = stack.loaded.warnings.count
        let count = stack.project.services.count
        return Finding(
            name: "Compose file",
            state: warnings == 0 ? .good : .notice,
            detail: "\(count.counted("service")) in \(stack.location.files.joined(separator: ", "))"
                + (warnings == 0 ? "" : ", \(warnings.counted("warning"))"),
            remedy: warnings == 0 ? nil : "cpadev config -q shows them"
        )
    }

    private func stateFolder() -> Finding {
        let folder = StateFolder(stack.location)
        do {
            _ = try stack.location.isRunning()
            try folder.verifyAccess()
            let detail = stack.location.stateDirectory + (folder.isThere ? "" : ", which cpadev up will create")
            return Finding(name: "State folder", state: .good, detail: detail)
        } catch {
            return Finding(name: "State folder", state: .missing, detail: error.message, remedy: error.hint)
        }
    }

    private func disk() -> Finding {
        var status = statvfs()
        guard statvfs(stack.location.root, &status) == 0 else {
            return Finding(name: "Disk", state: .notice, detail: "cannot be read: \(String(cString: strerror(errno)))")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let isLow = free < 2 << 30
        return Finding(
            name: "Disk",
            state: isLow ? .notice : .good,
            detail: "\(Self.size(free)) free for \(stack.location.root)",
            remedy: isLow ? "fetched programs and data need about 2 GiB; free some space" : nil
        )
    }

    private func memory() -> Finding {
        let text = SmallFile.read("/proc/meminfo") ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let available = (line?.split(separator: " ").dropFirst().first).flatMap { UInt64($0) }.map { $0 * 1024 } ?? 0
        let isLow = available < 1 << 30
        return Finding(
            name: "Memory",
            state: isLow ? .notice : .good,
            detail: "\(Self.size(available)) available",
            remedy: isLow ? "the whole stack needs about 700 MiB during its first start" : nil
        )
    }

    private func toolchain() -> Finding {
        let path = CallerEnvironment.variables["PATH"] ?? ""
        let search = ExecutableSearch(path: path, directory: "/")
        guard let swift = search.find("swift") else {
            return Finding(
                name: "Swift",
                state: .notice,
                detail: "not in PATH; only needed to build cpadev itself",
                remedy: "see https://www.swift.org/install"
            )
        }
        return Finding(name: "Swift", state: .good, detail: swift)
    }

    /// The engine, if one answers, and the finding about it.
    private func docker() async -> (EngineClient?, Finding) {
        let isNeeded = stack.project.services.values.contains {
            ($0.settings.runtime ?? stack.project.settings.runtime) == .docker
        }
        do throws(EngineError) {
            let client = try EngineClient(CallerEnvironment.variables)
            let version = try await client.version()
            let api = version.apiVersion.map { ", API \($0)" } ?? ""
            let detail = "\(version.version)\(api) at \(client.endpoint)"
            return (client, Finding(name: "Docker", state: .good, detail: detail))
        } catch {
            let finding = Finding(
                name: "Docker",
                state: isNeeded ? .missing : .notice,
                detail: error.message + (isNeeded ? "" : "; services run natively"),
                remedy: error.remedy
            )
            return (nil, finding)
        }
    }

    private static func size(_ bytes: UInt64) -> String {
        let gibibytes = Double(bytes) / Double(1 << 30)
        return "\((gibibytes * 10).rounded() / 10) GiB"
    }

    // MARK: Services

    private func services(_ engine: EngineClient?) async throws -> [Finding] {
        let check: AvailabilityCheck
        do {
            check = try AvailabilityCheck(
                configuration: NativeConfiguration(stack, CallerEnvironment.variables)
            )
        } catch {
            throw CommandFailure(error, as: .failed)
        }
        let forecast = RuntimeForecast(project: stack.project, engine: engine)
        var findings: [Finding] = []
        var programs: [(service: String, words: String)] = []
        for service in stack.project.services.values {
            if let finding = await finding(service, forecast) {
                findings.append(finding)
                continue
            }
            if let program = AvailabilityCheck.program(of: service) {
                let words = program.joined(separator: " ")
                programs.append((service.name, words))
                guard runsChecks else {
                    findings.append(
                        Finding(name: service.name, state: .notice, detail: "not checked: '\(words)' was not run")
                    )
                    continue
                }
            }
            let launch = Launch(
                instance: InstanceID(service: service.name, generation: 0),
                service: service,
                environment: [:],
                bindings: []
            )
            let availability = await check.availability(of: launch)
            findings.append(finding(service, availability))
        }
        return programs.isEmpty ? findings : [checks(programs)] + findings
    }

    /// The programs named in the Compose file that were run, or would be.
    private func checks(_ programs: [(service: String, words: String)]) -> Finding {
        let list = programs.map { "\($0.words) (\($0.service))" }.joined(separator: ", ")
        guard !runsChecks else { return Finding(name: "Checks", state: .good, detail: "ran \(list)") }
        return Finding(
            name: "Checks",
            state: .notice,
            detail: "not run, because this project has never been started here: \(list)",
            remedy: "review these programs, then: cpadev doctor --run-checks"
        )
    }

    /// The finding for a service without a process of its own; nil if it would have one.
    private func finding(_ service: Service, _ forecast: RuntimeForecast) async -> Finding? {
        if await forecast.kind(of: service) == .docker { return await finding(ofContainer: service, forecast) }
        guard let name = service.settings.providedBy?.service, let provider = stack.project.services[name] else {
            return nil
        }
        if await forecast.kind(of: provider) == .native {
            return Finding(name: service.name, state: .good, detail: "served by \(name)")
        }
        guard service.settings.native == nil else { return nil }
        return Finding(
            name: service.name,
            state: .missing,
            detail: "natively \(name) provides it, which would run in a container",
            remedy: "run both natively, or both in containers"
        )
    }

    /// nil if no engine answers, which is a finding of its own.
    private func finding(ofContainer service: Service, _ forecast: RuntimeForecast) async -> Finding? {
        guard forecast.engine != nil, let image = service.imageName(inProject: stack.project.name) else { return nil }
        if await forecast.hasImage(of: service) {
            return Finding(name: service.name, state: .good, detail: "image \(image), in a container")
        }
        return Finding(
            name: service.name,
            state: .notice,
            detail: "image \(image) is not available yet",
            remedy: service.build == nil ? "cpadev up pulls it" : "cpadev up builds it"
        )
    }

    private func finding(_ service: Service, _ availability: Availability) -> Finding {
        switch availability {
        case .available(let binary?):
            let version = binary.version.isEmpty ? "" : " \(binary.version)"
            return Finding(
                name: service.name,
                state: binary.difference == nil ? .good : .notice,
                detail: binary.path + version + (binary.difference.map { "; \($0)" } ?? "")
            )
        case .available(nil):
            return Finding(name: service.name, state: .good, detail: "available")
        case .installable(let reason):
            return Finding(
                name: service.name,
                state: .notice,
                detail: reason,
                remedy: "cpadev up fetches it"
            )
        case .unavailable(let reason, let remedy):
            return Finding(name: service.name, state: .missing, detail: reason, remedy: remedy)
        }
    }

    /// Ports that other processes hold. A running stack holds its own ports.
    private func ports() -> [Finding] {
        guard (try? stack.location.isRunning()) != true else {
            return [Finding(name: "Ports", state: .good, detail: "in use by this stack, which is running")]
        }
        let inspector = PortInspector()
        var findings: [Finding] = []
        for service in stack.project.services.values {
            for port in service.ports {
                guard let published = port.published,
                    let holders = inspector.holders(of: published, host: port.reachableHost)
                else { continue }
                findings.append(
                    Finding(
                        name: "Port \(published)",
                        state: .missing,
                        detail: "needed by \(service.name), taken by "
                            + holders.map(\.description).joined(separator: ", "),
                        remedy: "end that process, or choose another port in .env (see .env.example)"
                    )
                )
            }
        }
        return findings.isEmpty ? [Finding(name: "Ports", state: .good, detail: "all free")] : findings
    }
}
