import Glibc
import SystemPackage

/// Reads what comes through a pipe until its writers are gone, within a time limit.
struct PipeReader {
    /// How long is waited for the writer.
    enum Patience {
        /// For everything, from the first look to the end: anybody, or nobody, may write to a FIFO with a name.
        case inAll(Duration)
        /// For each piece: the program at the other end was started for this, and may take its time.
        case ofSilence(Duration)

        fileprivate var limit: Duration {
            switch self {
            case .inAll(let limit), .ofSilence(let limit): limit
            }
        }
    }

    let descriptor: FileDescriptor
    let patience: Patience

    /// All bytes up to the end.
    func read(limit: Int) throws -> [UInt8] {
        let clock = ContinuousClock()
        var deadline = clock.now.advanced(by: patience.limit)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let left = clock.now.duration(to: deadline)
            guard left > .zero else {
                throw FileAccessError(.silentPipe(seconds: Int(patience.limit.components.seconds)))
            }
            // Before a first writer came there is nothing to read, and no end either.
            var entry = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(min(left / .milliseconds(1) + 1, 60_000))) > 0 else { continue }
            let count: Int
            do { count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) } } catch {
                guard let error = error as? Errno, error == .resourceTemporarilyUnavailable else { throw error }
                continue
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw FileAccessError(.tooLarge(bytes.count)) }
            if case .ofSilence(let limit) = patience { deadline = clock.now.advanced(by: limit) }
        }
    }
}
