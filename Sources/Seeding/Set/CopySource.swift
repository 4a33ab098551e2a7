import Synchronization

/// Gives a file's rows to `COPY` in pieces, copy after copy.
final class CopySource: Sendable {
    private struct State {
        var text: CopyText
        var copy = 0
        var rest: ArraySlice<UInt8> = []
    }

    /// Large enough that a call costs little, small enough that the server is never kept waiting for one.
    private static let pieceSize = 256 * 1024

    private let state: Mutex<State>
    private let copies: Int

    init(_ text: CopyText, copies: Int) {
        state = Mutex(State(text: text))
        self.copies = copies
    }

    /// The next piece; nil at the end.
    func next() -> [UInt8]? {
        state.withLock { state in
            while state.rest.isEmpty {
                guard state.copy < copies else { return nil }
                state.rest = []
                state.rest = state.text.rows(copy: state.copy)
                state.copy += 1
                // A file need not end with a newline, and the next copy begins a new row.
                if let last = state.rest.last, last != UInt8(ascii: "\n") { state.rest.append(UInt8(ascii: "\n")) }
            }
            let piece = Array(state.rest.prefix(Self.pieceSize))
            state.rest = state.rest.dropFirst(Self.pieceSize)
            return piece
        }
    }
}
