import ArgumentParser
import ComposeModel
import FoundationEssentials
import Foundations
import Glibc
import LogAnalysis
import StackHost

/// The supervisor process, started by `up` and not by users.
struct SuperviseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "supervise", shouldDisplay: false)

    @OptionGroup var project: ProjectOptions
    @Flag var color = false
    @Flag var noSeed = false
    /// Whether standard input is an ``InputsDescriptor``.
    @Flag var pipedInputs = false
    @Option(name: .customLong("runtime"), parsing: .singleValue) var runtimes: [String] = []
    @Option var ports: PortChoice?
    /// The seed manifest in place of the Compose file's.
    @Option var seeds: String?
    /// The process for which the stack exists.
    @Option var owner: Int32?
    @Option(name: .customLong("scale"), parsing: .singleValue) var scales: [ServiceScale] = []
    @Argument var services: [String] = []

    func run() async throws {
        for number in [SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
        // Nil until the files have been read. Until then, only the files are reported on.
        var masker: SecretMasker?
        do {
            let process = try SupervisorProcess(
                project.source,
                services: services,
                runtimes: try RuntimeOverrides.parsing(runtimes),
                scales: scales.byService,
                seedsAutomatically: !noSeed,
                ports: ports,
                seeds: seeds,
                owner: owner,
                inputs: PipedInputStore(pipedInputs ? InputsDescriptor.takeStandardInput() : []),
                color: color
            )
            let (warnings, own) = (process.warnings, process.masker)
            masker = own
            try await process.run { Self.tell(.ready($0, warnings: warnings), masker: own) }
        } catch {
            let failure = error as? CommandFailure ?? CommandFailure(error) ?? CommandFailure(.failed, "\(error)")
            Self.tell(
                failure.isLockHeld
                    ? .lockIsHeld
                    : .failed(
                        exitCode: failure.code.rawValue,
                        message: failure.message,
                        hint: failure.hint,
                        isRendered: failure.isRendered
                    ),
                masker: masker
            )
            // The command that started this supervisor attaches to the faster one.
            if !failure.isLockHeld { failure.report() }
            ProcessExit.exit(failure.code)
        }
    }

    /// Sends the handshake to the waiting `up` and closes the pipe.
    private static func tell(_ handshake: SupervisorHandshake, masker: SecretMasker?) {
        guard let data = try? handshake.encoded(masker: masker) else { return }
        _ = CompleteWrite.write(Array(data), to: SupervisorHandshake.descriptor)
        close(SupervisorHandshake.descriptor)
    }
}
