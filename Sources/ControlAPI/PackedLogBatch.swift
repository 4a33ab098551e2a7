package import LogAnalysis

/// A ``LogBatch`` as a single block of bytes, without allocations per line. The control socket sends a sequence of such
/// blocks as `application/vnd.cpadev.logs`. All numbers are little-endian.
///
/// | bytes | content |
/// |---|---|
/// | 0–3 | length of the rest of the block |
/// | 4 | 1, the version |
/// | 5 | 1 if there is progress, otherwise 0 |
/// | 6–7 | number of names |
/// | 8–11 | number of lines |
/// | 12–15 | size of the lines in bytes |
/// | 16–23 | number of lines dropped before these |
/// | 24–31, 32–39 | progress: scanned bytes, total bytes |
/// | 40– | the lines, then the names |
///
/// A line consists of the index of its service's name (2 bytes), its stream (0 stdout, 1 stderr, 2 system, plus 4 for
/// context lines; 1 byte), the number of its earlier parts, at most 255 (1 byte), the length of its text (4 bytes), its
/// time (8), its number (8), and its text as written by the service, which need not be UTF-8. A name consists of its
/// length (2 bytes) and UTF-8 text.
package struct PackedLogBatch: Sendable, Hashable {
    /// A line of a batch. Its text is only valid inside the closure of `forEach`.
    package struct Line {
        /// The index into ``PackedLogBatch/services``.
        package var service: Int
        package var stream: LogStream
        /// When the line arrived: nanoseconds since 1970.
        package var timeNs: Int64
        /// The line's number in the service's log.
        package var number: UInt64
        /// How many numbers before it belong to the same line, whose parts were written one by one; 255 for more.
        package var earlierParts: UInt8
        /// Whether the line does not match the filter but is near one that does.
        package var isContext: Bool
        /// The text as written by the service, without its newline.
        package var text: UnsafeRawBufferPointer
    }

    package static let mediaType = "application/vnd.cpadev.logs"
    /// The maximum accepted block size, many times what is ever sent.
    package static let maximumBytes = 256 << 20
    static let headerBytes = 40
    static let lineHeaderBytes = 24

    /// The whole block, including its length.
    package let bytes: [UInt8]
    package let services: [String]

    /// Parses a block at the beginning of a buffer.
    ///
    /// - Returns: nil if the block is incomplete.
    /// - Throws: `connectionLost` if it is invalid.
    package init?(from buffer: ArraySlice<UInt8>) throws(ControlError) {
        guard buffer.count >= 4 else { return nil }
        let length = buffer.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
        guard length <= Self.maximumBytes, length >= Self.headerBytes - 4 else { throw .invalidLogData }
        guard buffer.count >= 4 + length else { return nil }
        bytes = Array(buffer.prefix(4 + length))
        services = try Self.validated(bytes)
    }

    /// Wraps a block that a ``LogPacker`` created.
    init(packed bytes: [UInt8], services: [String]) {
        self.bytes = bytes
        self.services = services
    }

    package var count: Int { Int(number(at: 8, as: UInt32.self)) }

    /// Lines dropped before this batch because the reader was too far behind.
    package var skipped: Int { Int(clamping: number(at: 16, as: UInt64.self)) }

    /// nil if no search is in progress.
    package var progress: LogBatch.Progress? {
        guard bytes[5] == 1 else { return nil }
        return LogBatch.Progress(
            scannedBytes: Int(clamping: number(at: 24, as: UInt64.self)),
            totalBytes: Int(clamping: number(at: 32, as: UInt64.self))
        )
    }

    package func forEach(_ body: (Line) throws -> Void) rethrows {
        try bytes.withUnsafeBytes { bytes in
            var position = Self.headerBytes
            for _ in 0..<count {
                let text = position + Self.lineHeaderBytes
                let end = text + Int(bytes.number(at: position + 4, as: UInt32.self))
                try body(
                    Line(
                        service: Int(bytes.number(at: position, as: UInt16.self)),
                        stream: LogStream(packed: bytes[position + 2] & 3) ?? .stdout,
                        timeNs: bytes.number(at: position + 8, as: Int64.self),
                        number: bytes.number(at: position + 16, as: UInt64.self),
                        earlierParts: bytes[position + 3],
                        isContext: bytes[position + 2] & 4 != 0,
                        text: UnsafeRawBufferPointer(rebasing: bytes[text..<end])
                    )
                )
                position = end
            }
        }
    }

    private func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number {
        bytes.withUnsafeBytes { $0.number(at: offset, as: type) }
    }

    /// Validates all lengths and indexes of a block and returns its names.
    private static func validated(_ bytes: [UInt8]) throws(ControlError) -> [String] {
        let names = bytes.withUnsafeBytes { bytes -> [String]? in
            guard bytes[4] == 1, bytes[5] <= 1 else { return nil }
            let nameCount = Int(bytes.number(at: 6, as: UInt16.self))
            let end = headerBytes + Int(bytes.number(at: 12, as: UInt32.self))
            guard end <= bytes.count else { return nil }
            var position = headerBytes
            for _ in 0..<bytes.number(at: 8, as: UInt32.self) {
                guard end - position >= lineHeaderBytes, LogStream(packed: bytes[position + 2] & 3) != nil,
                    bytes[position + 2] < 8, Int(bytes.number(at: position, as: UInt16.self)) < nameCount
                else { return nil }
                let length = Int(bytes.number(at: position + 4, as: UInt32.self))
                guard length <= end - position - lineHeaderBytes else { return nil }
                position += lineHeaderBytes + length
            }
            guard position == end else { return nil }
            var names: [String] = []
            for _ in 0..<nameCount {
                guard bytes.count - position >= 2 else { return nil }
                let start = position + 2
                let length = Int(bytes.number(at: position, as: UInt16.self))
                guard length <= bytes.count - start,
                    let name = String(validating: bytes[start..<start + length], as: UTF8.self)
                else { return nil }
                names.append(name)
                position = start + length
            }
            return position == bytes.count ? names : nil
        }
        guard let names else { throw .invalidLogData }
        return names
    }
}

extension LogStream {
    /// Decodes a stream number; nil if it is unknown.
    init?(packed number: UInt8) {
        switch number {
        case 0: self = .stdout
        case 1: self = .stderr
        case 2: self = .system
        default: return nil
        }
    }

    var packed: UInt8 {
        switch self {
        case .stdout: 0
        case .stderr: 1
        case .system: 2
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}

extension ControlError {
    fileprivate static let invalidLogData = ControlError(
        .connectionLost,
        "the supervisor sent log lines that cannot be read",
        hint: "it may be a different version; restart the stack: cpadev down && cpadev up"
    )
}
