import ControlClient
import Synchronization

/// Tells that a supervisor is of another build than this command, once in a command.
enum OtherBuild {
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
    /// A client of a stack's supervisor that tells where that is of another build.
    convenience init(_ location: StackLocation) {
        self.init(
            socketPath: location.socketPath,
            product: ProgramBuild.current.description,
            onOtherProduct: { OtherBuild.tell($0) }
        )
    }
}
