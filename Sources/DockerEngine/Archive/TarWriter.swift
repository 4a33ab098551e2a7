/// Writes tar archives in `ustar` format. A pax header precedes entries that `ustar` cannot represent. Output is
/// deterministic. Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
package struct TarWriter: Sendable {
    private static let blockSize = 512
    /// The number of octal digits in a numeric header field.
    private enum Width {
        static let short = 7
        static let long = 11
    }

    package init() {}

    /// A regular file with its header and padding. Parent folders need no entries of their own.
    package func file(_ path: String, _ bytes: [UInt8], mode: UInt32, uid: UInt32 = 0, gid: UInt32 = 0) -> [UInt8] {
        let entry = TarEntry(path: path, kind: .file(size: bytes.count), mode: mode, uid: uid, gid: gid)
        return header(entry) + bytes + padding(afterBytes: bytes.count)
    }

    /// The header of an entry. Entries other than files consist of the header alone.
    package func header(_ entry: TarEntry) -> [UInt8] {
        let path = entry.kind == .directory ? entry.path + "/" : entry.path
        var target = ""
        var size = 0
        switch entry.kind {
        case .file(let bytes): size = bytes
        case .symbolicLink(let linked): target = linked
        case .directory: break
        }
        let place = Self.split(path)
        var records: [UInt8] = []
        if place == nil { records += Self.record("path", path) }
        if target.utf8.count > 100 { records += Self.record("linkpath", target) }
        if size >= 1 << 33 { records += Self.record("size", String(size)) }
        if entry.uid >= 1 << 21 { records += Self.record("uid", String(entry.uid)) }
        if entry.gid >= 1 << 21 { records += Self.record("gid", String(entry.gid)) }
        if entry.modified < 0 || entry.modified >= 1 << 33 { records += Self.record("mtime", String(entry.modified)) }
        var bytes: [UInt8] = []
        if !records.isEmpty {
            var extended = Header(name: "pax/\(path.split(separator: "/").last ?? "")", kind: "x")
            extended.put(records.count, at: 124, digits: Width.long)
            bytes += extended.finished + records + padding(afterBytes: records.count)
        }
        var header = Header(name: place?.name ?? path, kind: entry.typeFlag)
        header.put(Int(entry.mode & 0o7777), at: 100, digits: Width.short)
        header.put(entry.uid < 1 << 21 ? Int(entry.uid) : 0, at: 108, digits: Width.short)
        header.put(entry.gid < 1 << 21 ? Int(entry.gid) : 0, at: 116, digits: Width.short)
        header.put(size < 1 << 33 ? size : 0, at: 124, digits: Width.long)
        header.put((0..<1 << 33).contains(entry.modified) ? entry.modified : 0, at: 136, digits: Width.long)
        header.put(target, at: 157, room: 100)
        header.put(place?.prefix ?? "", at: 345, room: 155)
        return bytes + header.finished
    }

    /// The padding that follows a file's bytes.
    package func padding(afterBytes count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (Self.blockSize - count % Self.blockSize) % Self.blockSize)
    }

    /// The end-of-archive marker.
    package func end() -> [UInt8] { [UInt8](repeating: 0, count: 2 * Self.blockSize) }

    /// A pax record `length key=value`, whose length includes its own digits.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while length != String(length).utf8.count + rest.utf8.count {
            length = String(length).utf8.count + rest.utf8.count
        }
        return [UInt8]("\(length)\(rest)".utf8)
    }

    /// Splits a path into the header's name (100 bytes) and prefix (155 bytes), or returns nil if it does not fit.
    private static func split(_ path: String) -> (prefix: String, name: String)? {
        let bytes = [UInt8](path.utf8)
        if bytes.count <= 100 { return ("", path) }
        for index in bytes.indices where bytes[index] == UInt8(ascii: "/") && index <= 155 && index > 0 {
            let name = bytes[(index + 1)...]
            if (1...100).contains(name.count) {
                return (String(decoding: bytes[..<index], as: UTF8.self), String(decoding: name, as: UTF8.self))
            }
        }
        return nil
    }

    /// A header block of 512 bytes.
    private struct Header {
        private var block = [UInt8](repeating: 0, count: TarWriter.blockSize)

        init(name: String, kind: String) {
            put(name, at: 0, room: 100)
            put(kind, at: 156, room: 1)
            put("ustar", at: 257, room: 6)
            put("00", at: 263, room: 2)
        }

        mutating func put(_ text: String, at offset: Int, room: Int) {
            for (index, byte) in text.utf8.prefix(room).enumerated() { block[offset + index] = byte }
        }

        mutating func put(_ number: Int, at offset: Int, digits: Int) {
            let text = String(number, radix: 8)
            put(String(repeating: "0", count: max(0, digits - text.utf8.count)) + text, at: offset, room: digits)
        }

        /// The block with its checksum, which is computed with the checksum field filled with spaces.
        var finished: [UInt8] {
            var header = self
            for index in 148..<156 { header.block[index] = UInt8(ascii: " ") }
            let sum = header.block.reduce(0) { $0 + Int($1) }
            header.put(sum, at: 148, digits: 6)
            header.block[154] = 0
            return header.block
        }
    }
}

extension TarEntry {
    fileprivate var typeFlag: String {
        switch kind {
        case .file: "0"
        case .directory: "5"
        case .symbolicLink: "2"
        }
    }
}
