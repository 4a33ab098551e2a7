import Glibc
import StackHost
import TestSupport
import Testing

@testable import Commands

@Suite struct ProviderEnvironmentTests {
    /// docker compose runs the provider with the variables of the other project.
    @Test func theVariablesOfTheOtherProjectSelectNothing() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for name in [".git", "compose.yaml", "other.yaml"] { close(creat("\(folder.path)/\(name)", 0o600)) }
        let caller = [
            "COMPOSE_FILE": "other.yaml", "COMPOSE_PATH_SEPARATOR": ",", "COMPOSE_ENV_FILES": "gone.env",
            "COMPOSE_PROFILES": "dev", "COMPOSE_PROJECT_NAME": "other", "CPADEV_STATE_DIR": "state", "HOME": "/h",
        ]
        let variables = ProviderEnvironment.variables(of: caller)
        #expect(variables == ["CPADEV_STATE_DIR": "state", "HOME": "/h"])
        let location = try StackLocation(ProjectSource(), environment: variables, workingDirectory: folder.path)
        #expect(location.files == ["\(folder.path)/compose.yaml"])
        #expect(location.environmentFiles.map(\.path) == ["\(folder.path)/.env"])
        #expect(location.stateDirectory == "\(folder.path)/state")
    }
}
