import Foundations
import Glibc
import SystemPackage

/// Reads a pipe until its writers have closed it, within a time limit.
struct PipeReader {
    /// The time limit for the writer.
    enum Patience {
        /// A limit for reading to the end. For a FIFO, which may have no writer, or any.
        case inAll(Duration)
        /// A limit between two reads. For a pipe whose writer was started for this purpose and may be slow.
        case ofSilence(Duration)

        fileprivate var limit: Duration {
            switch self {
            case .inAll(let limit), .ofSilence(let limit): limit
            }
        }
    }

    let descriptor: FileDescriptor
    let patience: Patience

    /// Returns all bytes up to the end.
    func read(limit: Int) throws -> [UInt8] {
        let clock = ContinuousClock()
        var deadline = clock.now.advanced(by: patience.limit)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            guard clock.now < deadline else {
                throw FileAccessError(.pipeTimeout(seconds: Int(patience.limit.components.seconds)))
            }
            // Until the first writer opens the FIFO, poll reports neither data nor end of file.
            var entry = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, PollTimeout.milliseconds(until: deadline)) > 0 else { continue }
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
