import Foundations
import LogAnalysis
package import Runtime

/// Runs programs for commands that run no services, such as checks of launchers. A process has only one, since its host
/// reaps every child.
package struct ProgramRunner: Sendable {
    private let commands: CommandCollector

    package init() throws(RuntimeError) { commands = CommandCollector(host: try ProcessHost()) }

    /// Returns a check that starts its programs here.
    package func availabilityCheck(_ configuration: NativeConfiguration) -> AvailabilityCheck {
        AvailabilityCheck(configuration: configuration, commands: commands)
    }

    /// Runs a program to its end and returns what it printed. Its whole process group is killed at the time limit.
    /// - Parameter path: absolute.
    package func run(
        _ path: String,
        _ arguments: [String],
        environment: [String: String],
        within limit: Duration
    ) async -> CommandOutput {
        let request = ProcessHost.Request(path: path, arguments: arguments, environment: environment)
        return await commands.run(request, timeout: limit)
    }

    /// What a program wrote to each of its streams; at most 64 KiB of each end.
    package struct Streams: Hashable, Sendable {
        package var outcome: CommandOutput.Outcome
        package var output: String
        package var errors: String
    }

    /// Runs a program to its end, as ``run(_:_:environment:within:)`` does, and returns its two streams apart.
    /// - Parameter directory: its working directory.
    package func streams(
        of path: String,
        _ arguments: [String],
        environment: [String: String],
        in directory: String,
        within limit: Duration
    ) async -> Streams {
        var request = ProcessHost.Request(path: path, arguments: arguments, environment: environment)
        request.workingDirectory = directory
        let (output, errors) = (CollectedOutput(limit: 64 * 1024), CollectedOutput(limit: 64 * 1024))
        let end = await commands.run(request, timeout: limit) { bytes, stream in
            (stream == .stderr ? errors : output).append(bytes)
        }
        return Streams(
            outcome: end.outcome,
            output: String(decoding: output.bytes, as: UTF8.self),
            errors: String(decoding: errors.bytes, as: UTF8.self)
        )
    }
}
