import ComposeModel
import ControlAPI
import ControlClient

/// Brings services up: by the supervisor that runs, or by one that is started for it.
struct StackStart {
    var location: StackLocation
    var options: ProjectOptions
    /// Where services run, as `--runtime` has it; empty leaves it as it is.
    var runtimes: [String] = []
    /// How many of some services are to run, as `--scale` has it.
    var scales: [String: Int] = [:]
    /// Whether a fresh stack is seeded without being asked.
    var seedsByItself = true

    /// How long a supervisor that another `up` has just started, or that ends, is waited for.
    private static let patience = Duration.seconds(60)

    /// Returns when the start has begun; `isNew`: with a supervisor of its own. Of several that come at once, one starts
    /// the supervisor and the others attach to it.
    func begin(
        _ services: [String],
        _ client: ControlClient
    ) async throws -> (reply: CommandReply, isNew: Bool) {
        try CallerInputs.readPipes(of: location)
        let inputs = CallerInputs.files.handedOn
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: Self.patience)
        while true {
            do {
                return try await attempt(services, client, inputs)
            } catch let failure as CommandFailure where failure.isLockHeld && clock.now < deadline {
                // The kernel tells nobody that a lock is free without giving it to them.
                while HeldLock.isHeld(location), !UnixSocket.isListening(at: location.socketPath), clock.now < deadline
                {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
    }

    private func attempt(
        _ services: [String],
        _ client: ControlClient,
        _ inputs: [PipedInput]
    ) async throws -> (reply: CommandReply, isNew: Bool) {
        if UnixSocket.isListening(at: location.socketPath) {
            try await client.hand(inputs)
            let choices = runtimes.isEmpty ? nil : try RuntimeChoices.parsing(runtimes)
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
            seedsByItself: seedsByItself,
            inputs: inputs
        )
        return (try launcher.start(services: services, environment: CallerEnvironment.variables), true)
    }
}
