import Foundations
import LogAnalysis
import LogStore
import Runtime
import Synchronization

/// Processes the output of a provider program as it arrives: logs its messages and collects its variables.
final class ProviderTranscript: Sendable {
    private struct State {
        var unfinished: [UInt8] = []
        var variables = OfferedVariables()
        var failure: String?
        var lastErrorLine: String?
    }

    /// The maximum length of a message in bytes.
    private static let longestLine = 1 << 20
    private let log: ServiceLog
    private let state = Mutex(State())

    init(_ log: ServiceLog) { self.log = log }

    func append(_ bytes: UnsafeRawBufferPointer, _ stream: LogStream) {
        guard stream == .stdout else {
            log.append(bytes, stream: .stderr, at: WallClock.nowNs)
            let last = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).last
            if let last { state.withLock { $0.lastErrorLine = String(last) } }
            return
        }
        state.withLock { state in
            state.unfinished.append(contentsOf: bytes)
            while let end = state.unfinished.firstIndex(of: UInt8(ascii: "\n")) {
                take(String(decoding: state.unfinished[..<end], as: UTF8.self), &state)
                state.unfinished.removeFirst(end + 1)
            }
            if state.unfinished.count > Self.longestLine {
                take(String(decoding: state.unfinished.prefix(80), as: UTF8.self), &state)
                state.unfinished = []
            }
        }
    }

    /// Returns the variables once the program has exited. Throws if the program reported an error.
    func finish() throws(RuntimeError) -> OfferedVariables {
        log.finishPartialLines(at: WallClock.nowNs)
        let (variables, failure) = state.withLock { state in
            if !state.unfinished.isEmpty { take(String(decoding: state.unfinished, as: UTF8.self), &state) }
            state.unfinished = []
            return (state.variables, state.failure)
        }
        if let failure { throw RuntimeError(.refused, failure) }
        return variables
    }

    /// The last line that the program wrote to standard error.
    var lastErrorLine: String? { state.withLock { $0.lastErrorLine } }

    private func take(_ line: String, _ state: inout State) {
        guard !line.allSatisfy(\.isWhitespace) else { return }
        let now = WallClock.nowNs
        switch ProviderMessage(line: line) {
        case .info(let text): log.note(text, at: now)
        case .debug(let text): log.note("debug: \(text)", at: now)
        case .error(let text):
            log.note("error: \(text)", at: now)
            state.failure = state.failure ?? text
        case .variable(let name, let value): state.variables.prefixed[name] = value
        case .rawVariable(let name, let value): state.variables.raw[name] = value
        case nil:
            let shown = line.count > 80 ? line.prefix(80) + "…" : line[...]
            log.note("not a message: \(shown)", at: now)
            state.failure = state.failure ?? "its provider wrote a line that is not a message: \(shown)"
        }
    }
}
