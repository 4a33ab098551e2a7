import ComposeModel
import Glibc
package import StateFiles

/// The directories of a native runtime and the environment that it passes on to services.
package struct NativeConfiguration: Sendable {
    /// The project name as passed to provider programs.
    package var projectName: String
    /// The base directory of relative commands: absolute.
    package var projectDirectory: String
    /// `<state>/data`, with a directory for each service: absolute.
    package var dataDirectory: String
    /// The same directory, held open; nil to open it by its path.
    package var openDataDirectory: OwnedDirectory?
    /// The cache shared by all projects, for example for downloaded programs: absolute.
    package var cacheDirectory: String
    /// The bundled demo program: absolute.
    package var demoProgram: String
    /// The caller's environment merged with `.env`.
    package var environment: [String: String]

    package init(
        projectName: String = "default",
        projectDirectory: String,
        dataDirectory: String,
        openDataDirectory: OwnedDirectory? = nil,
        cacheDirectory: String,
        demoProgram: String,
        environment: [String: String]
    ) {
        self.projectName = projectName
        self.projectDirectory = projectDirectory
        self.dataDirectory = dataDirectory
        self.openDataDirectory = openDataDirectory
        self.cacheDirectory = cacheDirectory
        self.demoProgram = demoProgram
        self.environment = environment
    }

    func dataDirectory(of service: String) -> String { "\(dataDirectory)/\(service)" }

    /// The service's `working_dir` if it exists on this machine, otherwise the project directory: most name a path in
    /// the image.
    func workingDirectory(of service: Service) -> String {
        if let directory = service.workingDirectory, access(directory, X_OK) == 0 { return directory }
        return projectDirectory
    }

    func search(in environment: [String: String]) -> ExecutableSearch {
        ExecutableSearch(path: environment["PATH"] ?? "/usr/bin:/bin", directory: projectDirectory)
    }

    func resolve(_ name: String, in environment: [String: String]) -> String? { search(in: environment).find(name) }
}
