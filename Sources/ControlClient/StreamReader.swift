import AsyncHTTPClient
import ControlAPI
import NIOCore

/// Parses elements from the bytes of a stream.
protocol StreamParser: Sendable {
    associatedtype Element: Sendable
    /// Returns the next element at `start` and advances `start` past the consumed bytes; nil if no element is complete.
    /// Unconsumed bytes are passed again, with more data appended.
    mutating func next(in buffer: [UInt8], from start: inout Int) throws -> Element?
}

protocol LineParser: StreamParser {
    /// The number of bytes after the last complete line that are known to contain no newline.
    var scannedBytes: Int { get set }
    /// Processes the next line, without its newline, and returns an element if one is complete.
    mutating func line(_ line: ArraySlice<UInt8>) throws -> Element?
}

extension LineParser {
    mutating func next(in buffer: [UInt8], from start: inout Int) throws -> Element? {
        while let end = buffer[(start + scannedBytes)...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = buffer[start..<end]
            start = end + 1
            scannedBytes = 0
            if let element = try self.line(line) { return element }
        }
        scannedBytes = buffer.count - start
        return nil
    }
}

/// Reads a response body element by element, on demand.
actor StreamReader<Parser: StreamParser> {
    private var parser: Parser
    private let open: @Sendable () async throws -> HTTPClientResponse.Body
    /// The HTTP client's iterator is not Sendable and its `next` leaves the actor. This is safe because there is a
    /// single caller, which waits for each result before it calls again.
    nonisolated(unsafe) private var iterator: HTTPClientResponse.Body.AsyncIterator?
    private var buffer: [UInt8] = []
    private var start = 0

    init(_ parser: Parser, open: @escaping @Sendable () async throws -> HTTPClientResponse.Body) {
        self.parser = parser
        self.open = open
    }

    func next() async throws -> Parser.Element? {
        if iterator == nil { iterator = try await open().makeAsyncIterator() }
        while true {
            if let element = try parser.next(in: buffer, from: &start) { return element }
            guard try await refill() else { return nil }
        }
    }

    private func refill() async throws -> Bool {
        nonisolated(unsafe) var iterator = iterator
        let chunk: ByteBuffer?
        do { chunk = try await iterator?.next() } catch is CancellationError { return false } catch let error
            as HTTPClientError where error == .readTimeout
        {
            throw ControlError.unresponsiveSupervisor
        } catch {
            throw ControlError.connectionLost(error)
        }
        self.iterator = iterator
        guard let chunk else { return false }
        buffer.removeSubrange(..<start)
        start = 0
        buffer.append(contentsOf: chunk.readableBytesView)
        return true
    }
}
