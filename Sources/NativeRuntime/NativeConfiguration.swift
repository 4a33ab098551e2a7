import ComposeModel
import Glibc

/// Where a native runtime works, and what it hands on to services.
package struct NativeConfiguration: Sendable {
    /// The project's name, as the programs of providers are told it.
    package var projectName: String
    /// The directory of relative commands: absolute.
    package var projectDirectory: String
    /// `<state>/data`; each service has a folder in it: absolute.
    package var dataDirectory: String
    /// What projects share, such as fetched programs: absolute.
    package var cacheDirectory: String
    /// The bundled demo program: absolute.
    package var demoProgram: String
    /// The caller's environment together with `.env`.
    package var environment: [String: String]

    /// A configuration; all paths must be absolute.
    package init(
        projectName: String = "default",
        projectDirectory: String,
        dataDirectory: String,
        cacheDirectory: String,
        demoProgram: String,
        environment: [String: String]
    ) {
        self.projectName = projectName
        self.projectDirectory = projectDirectory
        self.dataDirectory = dataDirectory
        self.cacheDirectory = cacheDirectory
        self.demoProgram = demoProgram
        self.environment = environment
    }

    func dataDirectory(of service: String) -> String { "\(dataDirectory)/\(service)" }

    /// A `working_dir` that exists on this machine, else the project's directory: most name a place in the image.
    func workingDirectory(of service: Service) -> String {
        if let directory = service.workingDirectory, access(directory, X_OK) == 0 { return directory }
        return projectDirectory
    }

    func search(in environment: [String: String]) -> ExecutableSearch {
        ExecutableSearch(path: environment["PATH"] ?? "/usr/bin:/bin", directory: projectDirectory)
    }

    func resolve(_ name: String, in environment: [String: String]) -> String? { search(in: environment).find(name) }
}
