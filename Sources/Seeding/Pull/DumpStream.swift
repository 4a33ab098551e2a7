import Foundations
import Glibc
import Subset
import Synchronization

/// The pieces of a dump, read when they are asked for. Its methods block.
final class DumpStream: Sendable {
    private struct State {
        var parser = DumpParser()
        var pieces: [DumpPiece] = []
        var isAtEnd = false
    }

    private static let chunk = 256 << 10

    private let descriptor: Int32
    private let program: DumpProgram?
    private let state = Mutex(State())

    /// Opens a dump of any format of pg_dump.
    /// - Parameter programs: the places where pg_restore may be; only needed for formats other than plain SQL.
    init(_ path: String, programs: [String]) throws(SeedingError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Self.failure(path, errno) }
        guard try Self.isPlain(file, path) else {
            close(file)
            guard let found = programs.first(where: { access($0, X_OK) == 0 }) else {
                throw SeedingError(
                    .unreachable,
                    "pg_restore, which reads this dump's format, cannot be found",
                    remedy: "install postgresql-client, or dump as plain SQL: pg_dump -Fp"
                )
            }
            let program = try DumpProgram(found, path)
            (descriptor, self.program) = (program.output, program)
            return
        }
        (descriptor, program) = (file, nil)
    }

    deinit { if program == nil { close(descriptor) } }

    /// Whether a file is plain SQL; false for the formats of pg_restore. Other files are refused.
    private static func isPlain(_ file: Int32, _ path: String) throws(SeedingError) -> Bool {
        if FileStatus(descriptor: file)?.kind == .folder { return false }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count >= 0 else { throw failure(path, errno) }
        let start = bytes[..<count]
        if start.starts(with: "PGDMP".utf8) || start.starts(with: "toc.dat".utf8) { return false }
        if start.starts(with: [0x1F, 0x8B]) {
            throw SeedingError(.refused, "\(path) is compressed", remedy: "gunzip it first")
        }
        guard String(decoding: start, as: UTF8.self).contains("-- PostgreSQL database dump") else {
            throw SeedingError(
                .refused,
                "\(path) is not a dump of one database by pg_dump",
                remedy: "make one: pg_dump -Fc --file=FILE DATABASE"
            )
        }
        return true
    }

    private static func failure(_ path: String, _ number: Int32) -> SeedingError {
        SeedingError(.files, "cannot read \(path): \(String(cString: strerror(number)))")
    }

    /// Returns the next piece; nil at the end of a complete dump.
    func next() throws -> DumpPiece? {
        try state.withLock { state in
            var buffer = [UInt8](repeating: 0, count: state.pieces.isEmpty ? Self.chunk : 0)
            while state.pieces.isEmpty {
                guard !state.isAtEnd else { return nil }
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.failure("the dump", errno) }
                if count == 0 {
                    state.isAtEnd = true
                    try program?.finish()
                    try state.parser.end()
                    return nil
                }
                var pieces: [DumpPiece] = []
                try buffer.withUnsafeBytes { bytes in
                    try state.parser.read(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { pieces.append($0) }
                }
                state.pieces = pieces.reversed()
            }
            return state.pieces.popLast()
        }
    }

    /// Returns the next rows of a `COPY`; nil at their end.
    func nextRows() throws -> [UInt8]? {
        switch try next() {
        case .rows(let rows): rows
        case .endOfRows: nil
        case .statement, .copy, nil: throw DumpProblem("the dump is not complete: it ends in the middle of a table")
        }
    }

    func stop() { program?.stop() }
}
