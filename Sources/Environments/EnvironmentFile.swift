/// The contents of `environments.yaml`, with all paths made absolute. `EnvironmentFileReader` creates it.
package struct EnvironmentFile: Hashable, Sendable {
    /// The file's path, and the form of it to show to users.
    package var path: String
    package var displayPath: String
    /// The checkout whose history says how far behind a commit is: a folder in it.
    package var repository: String
    /// The branch that environments are compared with.
    package var branch: String
    /// The folder of migrations that databases are compared with; nil if they are not compared.
    package var migrations: String?
    /// In the file's order.
    package var environments: [PlatformEnvironment]

    package init(
        path: String,
        displayPath: String,
        repository: String,
        branch: String,
        migrations: String?,
        environments: [PlatformEnvironment]
    ) {
        self.path = path
        self.displayPath = displayPath
        self.repository = repository
        self.branch = branch
        self.migrations = migrations
        self.environments = environments
    }

    /// The environment of that name; nil if there is none.
    package subscript(name: String) -> PlatformEnvironment? { environments.first { $0.name == name } }
}
