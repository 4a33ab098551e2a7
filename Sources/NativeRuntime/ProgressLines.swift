import Synchronization

/// Splits the output of an installation into progress lines. As on a terminal, `\r` starts the line over.
final class ProgressLines: Sendable {
    private let partial = Mutex<[UInt8]>([])
    private let report: @Sendable (String) -> Void

    init(_ report: @escaping @Sendable (String) -> Void) { self.report = report }

    func append(_ bytes: UnsafeRawBufferPointer) {
        let last = partial.withLock { partial -> [UInt8]? in
            partial.append(contentsOf: bytes)
            guard let end = partial.lastIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
                // Discard an overlong line; it is not readable progress.
                if partial.count > 4096 { partial.removeAll() }
                return nil
            }
            let complete = partial[..<end].split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.last
            let result = complete.map { Array($0) }
            partial.removeSubrange(...end)
            return result
        }
        if let last { report(String(decoding: last.prefix(200), as: UTF8.self)) }
    }
}
