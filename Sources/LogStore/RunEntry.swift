import LogAnalysis

/// An entry of the index: where a run of lines begins. All lines of a run arrived at the same time on the same stream.
///
/// What is read from a pipe in one go becomes one run, so a service that writes a line now and then has an entry for
/// each, and one that writes as fast as it can has one for hundreds. A run ends where the next begins, or with the
/// file; what follows its last newline is a record too.
///
/// On disk 16 bytes, little endian: offset (28 bits) with flags (4 bits) above it, line (32 bits), time (64 bits).
struct RunEntry: Hashable {
    static let size = 16
    /// One more than the largest offset that fits.
    static let offsetLimit = 1 << 28

    /// Where it begins in the segment file.
    var offset: Int
    /// The number of its first line, counted from the segment's first.
    var line: Int
    /// When it arrived: nanoseconds since 1970.
    var timeNs: Int64
    var stream: LogStream
    /// Whether the line of its last record goes on in a later run of the stream.
    var isContinued: Bool
    /// Whether its first record goes on with an earlier line of the stream.
    var isContinuation: Bool
}

extension RunEntry {
    init(decoding bytes: UnsafeRawBufferPointer, at position: Int) {
        let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
        offset = Int(word & 0x0FFF_FFFF)
        stream = LogStream(code: UInt8(word >> 28) & 0b11) ?? .system
        isContinued = word & (1 << 30) != 0
        isContinuation = word & (1 << 31) != 0
        line = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self)))
        timeNs = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8, as: Int64.self))
    }

    /// Whether it can come after another entry, or be the first where there is none.
    func follows(_ previous: RunEntry?) -> Bool {
        guard let previous else { return offset == 0 && line == 0 }
        return offset > previous.offset && line > previous.line && timeNs >= previous.timeNs
    }

    /// The two words as they are written.
    var encoded: (low: UInt64, high: UInt64) {
        var word = UInt32(truncatingIfNeeded: offset) | UInt32(stream.code) << 28
        if isContinued { word |= 1 << 30 }
        if isContinuation { word |= 1 << 31 }
        let low = UInt64(word) | UInt64(UInt32(truncatingIfNeeded: line)) << 32
        return (low.littleEndian, UInt64(bitPattern: timeNs).littleEndian)
    }
}

extension LogStream {
    /// The stream in the index.
    var code: UInt8 {
        switch self {
        case .stdout: 0
        case .stderr: 1
        case .system: 2
        }
    }

    init?(code: UInt8) {
        switch code {
        case 0: self = .stdout
        case 1: self = .stderr
        case 2: self = .system
        default: return nil
        }
    }
}

/// The first 16 bytes of an index file.
enum IndexHeader {
    static let size = 16
    /// `CPALOGI` and the version of the format.
    static let magic: [UInt8] = Array("CPALOGI1".utf8)

    /// The header of the segment that begins with this line.
    static func encoded(base: UInt64) -> [UInt8] {
        magic + withUnsafeBytes(of: base.littleEndian, Array.init)
    }
}
