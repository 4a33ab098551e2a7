package import ComposeModel
package import LogStore
import OrderedCollections

extension LogStore {
    /// Applies the limits of a project's logs, and the errors that it expects in them.
    func configure(by project: Project) {
        for service in project.services.values {
            limit(service.name, toBytes: service.settings.maxLogBytes ?? project.settings.maxLogBytes)
        }
        expect(by: project)
    }

    /// Applies the errors that a project's services log although nothing is wrong.
    package func expect(by project: Project) {
        for service in project.services.values { expect(service.settings.expectedErrors, of: service.name) }
    }
}
