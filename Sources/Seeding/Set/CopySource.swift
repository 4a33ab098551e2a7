import Synchronization

/// Gives a file's rows to `COPY` in pieces, copy after copy.
final class CopySource: Sendable {
    private struct State {
        var text: CopyText
        var copy = 0
        var rest: ArraySlice<UInt8> = []
    }

    /// Large enough that a call costs little, small enough that the server is never kept waiting for one.
    private static let pieceSize = 256 << 10

    private let state: Mutex<State>
    private let copies: Int
    private let copyTaken: @Sendable (_ copies: Int) -> Void

    /// - Parameter copyTaken: called with the number of copies whose bytes were all taken, before the next one begins.
    init(_ text: CopyText, copies: Int, copyTaken: @escaping @Sendable (_ copies: Int) -> Void) {
        state = Mutex(State(text: text))
        self.copies = copies
        self.copyTaken = copyTaken
    }

    /// The next piece; nil at the end.
    func next() -> [UInt8]? {
        state.withLock { state in
            while state.rest.isEmpty {
                if state.copy > 0 { copyTaken(state.copy) }
                guard state.copy < copies else { return nil }
                // Let go of, so that the next copy is patched in place.
                state.rest = []
                state.rest = state.text.rows(copy: state.copy)
                state.copy += 1
                // A file need not end with a newline, and the next copy begins a new row.
                if let last = state.rest.last, last != UInt8(ascii: "\n") { state.rest.append(UInt8(ascii: "\n")) }
                // A file with a header and no rows has nothing to give.
                if state.rest.isEmpty { state.copy = copies }
            }
            let piece = Array(state.rest.prefix(Self.pieceSize))
            state.rest = state.rest.dropFirst(Self.pieceSize)
            return piece
        }
    }
}
