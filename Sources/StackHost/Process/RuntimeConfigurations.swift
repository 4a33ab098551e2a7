import ComposeModel
import ControlClient
package import DockerEngine
import DockerRuntime
package import NativeRuntime
package import StateFiles

extension NativeConfiguration {
    package init(_ stack: LoadedStack, _ environment: [String: String], data: OwnedDirectory? = nil) {
        let program = CallerEnvironment.executable
        // The variables of .env, overridden by the caller's.
        let variables = stack.project.environment.merging(environment) { $1 }
        let isCallers = environment["CPADEV_CACHE_DIR"]?.isEmpty == false
        let directory = CallerEnvironment.workingDirectory
        self.init(
            projectName: stack.project.name,
            projectDirectory: stack.project.directory,
            dataDirectory: stack.location.dataDirectory,
            openDataDirectory: data,
            cacheDirectory: CacheFolder.path(variables, from: isCallers ? directory : stack.location.root),
            demoProgram: "\(StackLocation.parent(program))/cpa-demo",
            environment: variables
        )
    }
}

extension EngineClient {
    /// Creates a client of the engine that the environment names, as the `docker` program resolves it.
    package convenience init(_ environment: [String: String]) throws(EngineError) {
        let endpoint = try EngineEndpoint.resolve(environment: environment, home: environment["HOME"])
        self.init(endpoint: endpoint, environment: environment)
    }
}

extension DockerConfiguration {
    init(_ stack: LoadedStack, _ environment: [String: String]) {
        self.init(
            project: stack.project,
            stateDirectory: stack.location.stateDirectory,
            version: ProgramBuild.version,
            environment: stack.project.environment.merging(environment) { $1 },
            isAlive: { directory in
                let socket = StackLocation.socketPath(ofState: directory, environment)
                return UnixSocket.isListening(at: socket)
            }
        )
    }
}
