import ComposeModel
import ControlAPI
import ControlClient
import StackHost

/// Brings services up through the running supervisor, or starts one.
struct StackStart {
    var location: StackLocation
    var options: ProjectOptions
    /// The values of `--runtime`; empty for no change.
    var runtimes: [String] = []
    var scales: [String: Int] = [:]
    var seedsAutomatically = true
    /// The host ports of a stack that is not running; nil: as the Compose file says.
    var ports: PortChoice?
    /// The variables of the supervisor, which may select a project.
    var environment = CallerEnvironment.variables
    /// Called before a supervisor is started, after which a signal must not end this command without ending the stack.
    var willLaunch: @Sendable () async -> Void = {}

    /// How long to wait for a supervisor that another `up` has just started, or that is shutting down.
    private static let patience = Duration.seconds(60)

    /// Returns once the start has begun; `isNew` is true if it started a supervisor. Of several concurrent starts, one
    /// starts the supervisor and the others attach to it.
    func begin(
        _ services: [String],
        _ client: ControlClient
    ) async throws -> (reply: CommandReply, isNew: Bool) {
        try CallerInputs.readPipes(of: location)
        let inputs = CallerInputs.files.pipedInputsRead
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: Self.patience)
        while true {
            do {
                return try await attempt(services, client, inputs)
            } catch let failure as CommandFailure where failure.isLockHeld && clock.now < deadline {
                await LockWait(location).untilListening(until: deadline)
            }
        }
    }

    private func attempt(
        _ services: [String],
        _ client: ControlClient,
        _ inputs: [PipedInput]
    ) async throws -> (reply: CommandReply, isNew: Bool) {
        if try StackConnection.isRunning(location, options, environment: environment) {
            try await client.hand(inputs)
            let choices = runtimes.isEmpty ? nil : try RuntimeOverrides.parsing(runtimes)
            let command = StackCommand.up(
                services: services,
                runtimes: choices,
                scales: scales.isEmpty ? nil : scales
            )
            return (try await client.perform(command), false)
        }
        let launcher = SupervisorLauncher(
            location: location,
            options: options,
            runtimes: runtimes,
            scales: scales,
            seedsAutomatically: seedsAutomatically,
            ports: ports,
            inputs: inputs
        )
        // Whoever waits for another supervisor may leave.
        if !HeldLock.isHeld(location) { await willLaunch() }
        return (try launcher.start(services: services, environment: environment), true)
    }
}
