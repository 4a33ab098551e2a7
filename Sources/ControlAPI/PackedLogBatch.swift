package import LogAnalysis

/// A ``LogBatch`` as one block of bytes, which costs nothing a line: what goes over the socket under
/// `application/vnd.cpadev.logs`, one block after the other. All numbers are little endian.
///
/// | bytes | what |
/// |---|---|
/// | 0–3 | length of what follows |
/// | 4 | 1, the version |
/// | 5 | 1 where a progress is told, else 0 |
/// | 6–7 | how many names there are |
/// | 8–11 | how many lines there are |
/// | 12–15 | bytes that the lines take |
/// | 16–23 | lines that were left out before these |
/// | 24–31, 32–39 | bytes that were looked at, and bytes there are |
/// | 40– | the lines, then the names |
///
/// A line is the index of its service's name (2 bytes), its stream (0 stdout, 1 stderr, 2 system, and 4 more where it
/// is context; 1 byte), 0 (1 byte), the length of its text (4 bytes), its time (8), its number (8), and its text as the
/// service wrote it, whether or not that is UTF-8. A name is its length (2 bytes) and UTF-8.
package struct PackedLogBatch: Sendable, Hashable {
    /// One of the lines; its text is there only as long as it is being looked at.
    package struct Line {
        /// Which of ``PackedLogBatch/services`` wrote it.
        package var service: Int
        /// Where it was written.
        package var stream: LogStream
        /// When it arrived: nanoseconds since 1970.
        package var timeNs: Int64
        /// Its number in the service's log.
        package var number: UInt64
        /// Whether it is only there because a line near it meets the filter.
        package var isContext: Bool
        /// As the service wrote it, without its newline.
        package var text: UnsafeRawBufferPointer
    }

    /// What the content type of a response of such blocks is.
    package static let mediaType = "application/vnd.cpadev.logs"
    /// The longest block that is taken: many times what is ever sent.
    package static let maximumBytes = 256 << 20
    static let headerBytes = 40
    static let lineHeaderBytes = 24

    /// The whole block, its length included.
    package let bytes: [UInt8]
    /// The names of the services whose lines there are.
    package let services: [String]

    /// Takes a block from the beginning of bytes.
    ///
    /// - Returns: nil where it is not complete yet.
    /// - Throws: `connectionLost`, where it is none.
    package init?(from buffer: ArraySlice<UInt8>) throws(ControlError) {
        guard buffer.count >= 4 else { return nil }
        let length = buffer.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
        guard length <= Self.maximumBytes, length >= Self.headerBytes - 4 else { throw .garbledLogs }
        guard buffer.count >= 4 + length else { return nil }
        bytes = Array(buffer.prefix(4 + length))
        services = try Self.validated(bytes)
    }

    /// A block that a ``LogPacker`` made.
    init(packed bytes: [UInt8], services: [String]) {
        self.bytes = bytes
        self.services = services
    }

    /// How many lines there are.
    package var count: Int { Int(number(at: 8, as: UInt32.self)) }

    /// Lines that come before these and are left out, because the reader was too far behind.
    package var skipped: Int { Int(clamping: number(at: 16, as: UInt64.self)) }

    /// nil where nothing is searched.
    package var progress: LogBatch.Progress? {
        guard bytes[5] == 1 else { return nil }
        return LogBatch.Progress(
            scannedBytes: Int(clamping: number(at: 24, as: UInt64.self)),
            totalBytes: Int(clamping: number(at: 32, as: UInt64.self))
        )
    }

    /// Looks at one line after the other.
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

    /// The names; throws where anything in the block points beyond what it should.
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
        guard let names else { throw .garbledLogs }
        return names
    }
}

extension LogStream {
    /// The stream that a number stands for; nil for one that stands for none.
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
    fileprivate static let garbledLogs = ControlError(
        .connectionLost,
        "the supervisor sent log lines that cannot be read",
        hint: "it may be of another version: restart the stack"
    )
}
