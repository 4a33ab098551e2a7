import Synchronization

/// Supplies `COPY` with a file's rows in pieces, one copy of the rows after the other.
final class CopySource: Sendable {
    private struct State {
        var text: CopyText
        var copy = 0
        var rest: ArraySlice<UInt8> = []
    }

    /// The piece size in bytes: large enough to make calls cheap, small enough not to keep the server waiting.
    private static let pieceSize = 256 << 10

    private let state: Mutex<State>
    private let copies: Int
    private let onCopyConsumed: @Sendable (_ copies: Int) -> Void

    /// - Parameter onCopyConsumed: called with the number of copies consumed so far, before the next copy starts.
    init(_ text: CopyText, copies: Int, onCopyConsumed: @escaping @Sendable (_ copies: Int) -> Void) {
        state = Mutex(State(text: text))
        self.copies = copies
        self.onCopyConsumed = onCopyConsumed
    }

    /// Returns the next piece, or nil at the end.
    func next() -> [UInt8]? {
        state.withLock { state in
            while state.rest.isEmpty {
                if state.copy > 0 { onCopyConsumed(state.copy) }
                guard state.copy < copies else { return nil }
                // Release the buffer, so that the next copy is patched in place.
                state.rest = []
                state.rest = state.text.rows(copy: state.copy)
                state.copy += 1
                // The last row may lack a newline, but the next copy must start on a new line.
                if let last = state.rest.last, last != UInt8(ascii: "\n") { state.rest.append(UInt8(ascii: "\n")) }
                // A file with only a header yields nothing.
                if state.rest.isEmpty { state.copy = copies }
            }
            let piece = Array(state.rest.prefix(Self.pieceSize))
            state.rest = state.rest.dropFirst(Self.pieceSize)
            return piece
        }
    }
}
