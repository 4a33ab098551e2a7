import Foundations
import Glibc
import Synchronization

/// Produces the archive of a build's context piece by piece. Blocks on disk I/O.
final class ContextReader: Sendable {
    /// The target size of a piece: small files are combined and large ones split.
    private static let pieceSize = 256 << 10

    private struct OpenFile {
        var descriptor: CInt
        var path: String
        var size: Int
        var left: Int
    }

    private struct State {
        var walker: ContextWalker
        var extraFiles: [(path: String, bytes: [UInt8])]
        var file: OpenFile?
        var isComplete = false
    }

    private let folder: String
    private let state: Mutex<State>

    init(walker: ContextWalker, folder: String, extraFiles: [(path: String, bytes: [UInt8])]) {
        self.folder = folder
        state = Mutex(State(walker: walker, extraFiles: extraFiles))
    }

    deinit { state.withLock { if let file = $0.file { close(file.descriptor) } } }

    /// Returns the next piece, or nil at the end.
    func next() throws(EngineError) -> [UInt8]? {
        let result = state.withLock { state in Result { () throws(EngineError) in try Self.piece(&state, folder) } }
        return try result.get()
    }

    private static func piece(_ state: inout State, _ folder: String) throws(EngineError) -> [UInt8]? {
        guard !state.isComplete else { return nil }
        let writer = TarWriter()
        var piece: [UInt8] = []
        while piece.count < pieceSize {
            if var file = state.file {
                try read(&file, into: &piece)
                if file.left == 0 {
                    close(file.descriptor)
                    piece += writer.padding(afterBytes: file.size)
                    state.file = nil
                } else {
                    state.file = file
                }
            } else if let extra = state.extraFiles.popLast() {
                piece += writer.file(extra.path, extra.bytes, mode: 0o644)
            } else if let entry = try state.walker.next() {
                try begin(entry, &state, folder, into: &piece)
            } else {
                piece += writer.end()
                state.isComplete = true
                break
            }
        }
        return piece
    }

    private static func begin(
        _ entry: TarEntry,
        _ state: inout State,
        _ folder: String,
        into piece: inout [UInt8]
    ) throws(EngineError) {
        var entry = entry
        if case .file = entry.kind {
            let path = "\(folder)/\(entry.path)"
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
            guard descriptor >= 0 else { throw failure(path, errno) }
            // Use the size of the open file; the path may refer to a different file by now.
            guard let status = FileStatus(descriptor: descriptor), status.kind == .regular else {
                close(descriptor)
                throw failure(path, ENXIO)
            }
            let size = status.size
            entry.kind = .file(size: size)
            state.file = OpenFile(descriptor: descriptor, path: path, size: size, left: size)
        }
        piece += TarWriter().header(entry)
    }

    private static func read(_ file: inout OpenFile, into piece: inout [UInt8]) throws(EngineError) {
        guard file.left > 0 else { return }
        let wanted = min(file.left, pieceSize)
        var code: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            let result = Glibc.read(file.descriptor, buffer.baseAddress, wanted)
            code = result < 0 ? errno : 0
            count = max(0, result)
        }
        if code == EINTR { return }
        guard code == 0 else { throw failure(file.path, code) }
        guard !bytes.isEmpty else {
            throw EngineError(.notFound, "\(file.path) shrank while it was being sent", remedy: "build again")
        }
        piece += bytes
        file.left -= bytes.count
    }

    static func failure(_ path: String, _ code: CInt) -> EngineError {
        EngineError(
            code == EACCES ? .permissionDenied : .notFound,
            "\(path) cannot be read: \(String(cString: strerror(code)).lowercased())",
            remedy: "add it to .dockerignore, or make it readable"
        )
    }
}
