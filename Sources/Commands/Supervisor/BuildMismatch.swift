import ControlClient
import StackHost
import Synchronization

/// Warns once per command that the supervisor is a different build than the command.
enum BuildMismatch {
    private static let isTold = Mutex(false)

    static func tell(_ product: String?) {
        let isNews = isTold.withLock { told in
            defer { told = true }
            return !told
        }
        guard isNews else { return }
        let terminal = Terminal.standardError
        let other = product ?? "an older build"
        terminal.write(
            terminal.paint("! ", .yellow) + "the supervisor runs \(other), this command is \(ProgramBuild.current)\n"
                + "  hint: cpadev down && cpadev up\n"
        )
    }
}

extension ControlClient {
    /// Creates a client of a stack's supervisor that warns if the supervisor is a different build.
    convenience init(_ location: StackLocation) {
        self.init(
            socketPath: location.socketPath,
            product: ProgramBuild.current.description,
            onProductMismatch: { BuildMismatch.tell($0) }
        )
    }
}
