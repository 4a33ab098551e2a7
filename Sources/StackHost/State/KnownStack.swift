import FoundationEssentials
import Foundations

/// A stack that the user has started on this machine, wherever its project is.
package struct KnownStack {
    package var location: StackLocation
    package var record: ProjectRecord

    /// All of them, the one that was started last first. Those whose state cannot be trusted are left out.
    package static func all(_ environment: [String: String] = CallerEnvironment.variables) -> [KnownStack] {
        StartedProjects(environment: environment).stateFolders.compactMap { state in
            var location = StackLocation(state: state, environment)
            guard let record = ProjectRecord.read(location) else { return nil }
            location.files = record.files
            location.environmentName = record.environmentName
            location.projectDirectory = record.projectDirectory
            location.root = Checkout(containing: record.projectDirectory)?.path ?? record.projectDirectory
            return KnownStack(location: location, record: record)
        }
    }

    /// The branch of the project's checkout; nil if it is in none, or on no branch.
    package var branch: String? { Checkout(containing: record.projectDirectory)?.branch }
}

extension StackLocation {
    /// The location of a stack of which only the state folder is known.
    fileprivate init(state: String, _ environment: [String: String]) {
        files = []
        projectDirectory = StackLocation.parent(state)
        root = projectDirectory
        isFound = false
        isDiscovered = false
        environmentFiles = []
        stateDirectory = state
        socketPath = StackLocation.socketPath(ofState: state, environment)
    }
}
