import Glibc
import UnixSignals

/// The signals that end a session of ``WithCommand``, trapped for as long as the value lives.
struct SessionSignals: Sendable {
    let sequence: UnixSignalsSequence
    /// Those that the caller ignores, as `nohup` does: neither this process nor the command gets them.
    let ignored: [Int32]

    init() async {
        let signals: [UnixSignal] = [.sigint, .sigterm, .sighup]
        let ignored = signals.map(\.rawValue).filter(Self.isIgnored)
        self.ignored = ignored
        sequence = await UnixSignalsSequence(trapping: signals.filter { !ignored.contains($0.rawValue) })
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        // Functions cannot be compared, but these are numbers.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
