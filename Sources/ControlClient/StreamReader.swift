import AsyncHTTPClient
import ControlAPI
import NIOCore

/// Takes elements out of the bytes of a stream.
protocol StreamParser: Sendable {
    associatedtype Element: Sendable
    /// The next element of the bytes from `start` on, which moves behind what was taken in; nil where none is complete.
    /// What was not taken in comes again, with more behind it.
    mutating func next(in buffer: [UInt8], from start: inout Int) throws -> Element?
}

/// Takes elements out of lines.
protocol LineParser: StreamParser {
    /// Bytes after the last line that are known to have no newline.
    var scannedBytes: Int { get set }
    /// Takes in the next line, without its newline; gives an element where one is complete.
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

/// Reads a response body element by element, as far as it is asked.
actor StreamReader<Parser: StreamParser> {
    private var parser: Parser
    private let open: @Sendable () async throws -> HTTPClientResponse.Body
    /// The HTTP client's iterator is not Sendable and its `next` leaves the actor. There is one caller, and it asks
    /// again only after it was answered.
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
            throw ControlError.silentSupervisor
        } catch {
            throw ControlError(.connectionLost, "the connection to the supervisor broke: \(error)")
        }
        self.iterator = iterator
        guard let chunk else { return false }
        buffer.removeSubrange(..<start)
        start = 0
        buffer.append(contentsOf: chunk.readableBytesView)
        return true
    }
}
