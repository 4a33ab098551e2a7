package import ComposeModel
package import LogAnalysis
import OrderedCollections
import Synchronization

/// Hides the secrets of the project in force and of those that were in force before: what services wrote, and events that
/// are kept, still name them. A masker is made anew only when another project takes its place.
final class ProjectSecrets: Sendable {
    private struct State {
        var project: Project
        var masker: SecretMasker
        /// Of earlier projects, the newest last.
        var former: [SecretVariable]
    }

    /// As many as editing an env file for a day gives.
    private static let mostFormer = 1000
    private let current = Mutex<State?>(nil)

    func masker(for project: Project) -> SecretMasker {
        current.withLock { current in
            if let current, current.project == project { return current.masker }
            let variables = SecretVariable.all(of: project)
            var former = current?.former ?? []
            if let before = current?.project {
                let known = Set(former).union(variables)
                former += SecretVariable.all(of: before).filter { $0.isSecret && !known.contains($0) }
            }
            former = former.suffix(Self.mostFormer)
            let masker = SecretMasker(variables + former, project)
            current = State(project: project, masker: masker, former: former)
            return masker
        }
    }
}

/// A variable of a project, or something else in it that is a secret.
private struct SecretVariable: Hashable {
    var name: String
    var value: String

    var isSecret: Bool { SecretName.isSecret(name) || value.contains("://") || value.contains("=") }

    /// In the environments of the services, env files included, in `.env`, and what else names a secret.
    static func all(of project: Project) -> [SecretVariable] {
        var variables: [SecretVariable] = []
        for service in project.services.values {
            for case (let name, let value?) in service.environment { variables.append(Self(name: name, value: value)) }
            switch service.settings.probe {
            case .postgres(_, _, _, let password?)?, .redis(_, let password?)?:
                variables.append(Self(name: "password", value: password))
            default: break
            }
        }
        // Of a secret of the top level the variable's name says nothing.
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
    /// Hides the secrets that a project names: in the environments of its services, env files included, in `.env`, in its
    /// probes, and among the secrets of its top level.
    package init(_ project: Project) { self.init(SecretVariable.all(of: project), project) }

    fileprivate init(_ variables: [SecretVariable], _ project: Project) {
        self.init(variables: variables.map { ($0.name, $0.value) }, services: Array(project.services.keys))
    }
}
