public import ComposeModel
public import LogAnalysis
import OrderedCollections
import Synchronization

/// Hides the secrets of the project in force. A masker is made anew only when another project takes its place.
final class ProjectSecrets: Sendable {
    private let current = Mutex<(project: Project, masker: SecretMasker)?>(nil)

    func masker(for project: Project) -> SecretMasker {
        current.withLock { current in
            if let current, current.project == project { return current.masker }
            let masker = SecretMasker(project)
            current = (project, masker)
            return masker
        }
    }
}

extension SecretMasker {
    /// Hides the secrets that a project names: in the environments of its services, env files included, and in `.env`.
    public init(_ project: Project) {
        var variables: [(name: String, value: String)] = []
        for service in project.services.values {
            for case (let name, let value?) in service.environment { variables.append((name, value)) }
        }
        for (name, value) in project.environment.sorted(by: { $0.key < $1.key }) { variables.append((name, value)) }
        self.init(variables: variables, services: Array(project.services.keys))
    }
}
