import LogAnalysis

/// An index entry: the start of a run of lines. All lines of a run arrived at the same time on the same stream.
///
/// The bytes of a single read from a pipe become one run, so a service that writes occasionally has an entry for each line,
/// and one that writes at full speed has one for hundreds. A run ends at the start of the next one or at the end of the file.
/// Bytes after its last newline are a record too.
///
/// On disk an entry has 16 bytes, little endian: offset (28 bits) with flags (4 bits) above it, line (32 bits), time (64 bits).
struct RunEntry: Hashable {
    static let size = 16
    /// The exclusive upper bound of offsets.
    static let offsetLimit = 1 << 28

    /// The offset of the run in the segment file.
    var offset: Int
    /// The number of its first line, relative to the segment's first line.
    var line: Int
    /// When the run arrived: nanoseconds since 1970.
    var timeNs: Int64
    var stream: LogStream
    /// Whether the line of the last record continues in a later run of the stream.
    var isContinued: Bool
    /// Whether the first record continues an earlier line of the stream.
    var isContinuation: Bool
    /// The number of earlier runs that ``PartJoiner`` joined into this one; not on disk.
    var earlierParts = 0
    /// When the records after the first arrived, if that starts in an earlier run; not on disk.
    var restTimeNs: Int64?

    /// When a record of the run arrived, by its position in the run.
    func timeNs(ofRecord index: Int) -> Int64 { index == 0 ? timeNs : restTimeNs ?? timeNs }
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

    /// Whether the entry is valid after `previous`, or as the first entry.
    func follows(_ previous: RunEntry?) -> Bool {
        guard let previous else { return offset == 0 && line == 0 }
        return offset > previous.offset && line > previous.line && timeNs >= previous.timeNs
    }

    /// The two words of the on-disk format.
    var encoded: (low: UInt64, high: UInt64) {
        var word = UInt32(truncatingIfNeeded: offset) | UInt32(stream.code) << 28
        if isContinued { word |= 1 << 30 }
        if isContinuation { word |= 1 << 31 }
        let low = UInt64(word) | UInt64(UInt32(truncatingIfNeeded: line)) << 32
        return (low.littleEndian, UInt64(bitPattern: timeNs).littleEndian)
    }
}

extension LogStream {
    /// The code of the stream in the index.
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
    /// `CPALOGI` and the format version.
    static let magic: [UInt8] = Array("CPALOGI1".utf8)

    /// The header of the index of the segment whose first line is `base`.
    static func encoded(base: UInt64) -> [UInt8] {
        magic + withUnsafeBytes(of: base.littleEndian, Array.init)
    }
}
