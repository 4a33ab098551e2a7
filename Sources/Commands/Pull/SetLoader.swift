import ControlAPI
import StackHost

/// Loads a set of seed data, and asks before it replaces what cpadev did not load.
struct SetLoader {
    var runner: DataRunner

    /// - Parameter isConfirmed: whether data of the user may be replaced without asking.
    func load(_ set: SeedSetName, isConfirmed: Bool) async throws -> DataOutcome {
        var request = SeedRequest(replacesOwnData: isConfirmed, set: set)
        do {
            return try await runner.outcome(of: .seed(request))
        } catch let error as ControlError where error.code == .dataRefused && !isConfirmed {
            guard let answer = Confirmation.ask("\(error.message). Replace it?") else { throw error }
            guard answer else { throw CommandFailure(.failed, "nothing was changed") }
            request.replacesOwnData = true
            return try await runner.outcome(of: .seed(request))
        }
    }
}
