package import ComposeModel
package import LogAnalysis
import OrderedCollections
import Synchronization

/// Masks the secrets of the current project and of earlier ones, which may still appear in logs and stored events. The
/// masker is rebuilt only when the project changes.
final class ProjectSecrets: Sendable {
    private struct State {
        var project: Project
        var offered: [String: String]
        var masker: SecretMasker
        /// Secrets of earlier projects, newest last.
        var former: [SecretVariable]
    }

    /// Enough for a day of editing an env file.
    private static let maximumFormer = 1000
    private let current = Mutex<State?>(nil)

    /// - Parameter offered: the variables that services offer to their dependents.
    func masker(for project: Project, offering offered: [String: String] = [:]) -> SecretMasker {
        current.withLock { current in
            if let current, current.project == project, current.offered == offered { return current.masker }
            let variables = SecretVariable.all(of: project, offering: offered)
            var former = current?.former ?? []
            if let before = current {
                let known = Set(former).union(variables)
                former += SecretVariable.all(of: before.project, offering: before.offered)
                    .filter { $0.isSecret && !known.contains($0) }
            }
            former = former.suffix(Self.maximumFormer)
            let masker = SecretMasker(variables + former, project)
            current = State(project: project, offered: offered, masker: masker, former: former)
            return masker
        }
    }
}

private struct SecretVariable: Hashable {
    var name: String
    var value: String

    var isSecret: Bool { SecretName.isSecret(name) || value.contains("://") || value.contains("=") }

    /// Collects the variables of services, their steps, hooks and builds, including env files, those of `.env`, and other
    /// secrets.
    static func all(of project: Project, offering offered: [String: String] = [:]) -> [SecretVariable] {
        var variables = offered.sorted { $0.key < $1.key }.map { Self(name: $0.key, value: $0.value) }
        for service in project.services.values {
            let hooks = service.postStart + service.preStop
            let environments =
                [service.environment, service.build?.arguments ?? [:]]
                + service.preStart.map(\.definition.environment) + hooks.map(\.environment)
            for case (let name, let value?) in environments.joined() {
                variables.append(Self(name: name, value: value))
            }
            switch service.settings.probe {
            case .postgres(_, _, _, let password?)?, .redis(_, let password?)?:
                variables.append(Self(name: "password", value: password))
            case .http(_, _, let headers, _)?:
                for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
                    variables.append(Self(name: name, value: value))
                }
            default: break
            }
        }
        // The variable name of a top-level secret does not show that it is a secret.
        for case .environment(let name) in project.secrets.values.map(\.source) {
            if let value = project.environment[name] { variables.append(Self(name: "secret", value: value)) }
        }
        for (name, value) in project.environment.sorted(by: { $0.key < $1.key }) {
            variables.append(Self(name: name, value: value))
        }
        return variables
    }
}

extension SecretMasker {
    /// Creates a masker for a project's secrets: in the environments of its services, including env files, in `.env`,
    /// in its probes, and in its top-level secrets.
    package init(_ project: Project) { self.init(SecretVariable.all(of: project), project) }

    fileprivate init(_ variables: [SecretVariable], _ project: Project) {
        self.init(variables: variables.map { ($0.name, $0.value) }, services: Array(project.services.keys))
    }
}
