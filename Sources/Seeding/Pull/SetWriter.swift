import FoundationEssentials
import Foundations
import Glibc
import Subset

/// Writes the files of a pulled set: for each firm a folder with a CSV file, or several, for each table, and made-up
/// documents.
///
/// A row waits in memory until its firm has some 64 KiB of the table, so memory does not depend on the number of rows.
struct SetWriter: Sendable {
    /// Files that are larger are continued in another one, since they are loaded as a whole.
    private static let partSize = 4 << 20
    private static let memory = 8 << 20

    private struct File {
        var waiting: [UInt8] = []
        var size = 0
        var part = 1
    }

    private let directory: String
    /// The slugs of the firms by their ids.
    private let slugs: [String: String]
    /// The firm that gets the rows of no firm.
    private let first: String
    private let documentLimit: Int
    private var files: [String: File] = [:]
    private var table = ""
    private var header: [UInt8] = []
    private var mayBeSplit = true
    private var documents: Set<String> = []
    private(set) var rows: [String: Int] = [:]
    private(set) var bytes = 0

    /// - Parameter firms: ids and slugs; not empty.
    init(_ directory: String, firms: [(id: String, slug: String)], documentLimit: Int) {
        self.directory = directory
        slugs = Dictionary(firms.map { ($0.id, $0.slug) }) { $1 }
        first = firms[0].slug
        self.documentLimit = documentLimit
    }

    /// The number of bytes of a firm that wait to be written.
    private var pieceSize: Int { max(4 << 10, min(64 << 10, Self.memory / max(1, slugs.count))) }

    /// The number of different documents.
    var documentFiles: Int { documents.count }

    // MARK: Tables

    /// Begins a table, after the last one has been finished.
    /// - Parameter mayBeSplit: whether its rows may be in several files; not if they refer to each other.
    mutating func begin(_ table: String, columns: [String], mayBeSplit: Bool) {
        self.table = table
        self.mayBeSplit = mayBeSplit
        header = Array(columns.map { CSVText.isPlain($0) ? $0 : CSVText.quoted($0) }.joined(separator: ",").utf8)
        header.append(UInt8(ascii: "\n"))
    }

    /// Adds a row, which is a line of CSV without the newline.
    /// - Parameter firm: the id of its firm; empty if it belongs to none.
    mutating func add(_ line: [UInt8], firm: [UInt8], document: RowMasker.Document?) throws(SeedingError) {
        let slug = firm.isEmpty ? first : slugs[String(decoding: firm, as: UTF8.self)] ?? first
        var file = files[slug] ?? File()
        files[slug] = nil
        if file.size == 0 {
            file.waiting += header
            file.size = header.count
        }
        file.waiting += line
        var length = line.count + 1
        if let document {
            let name = try write(document, slug)
            file.waiting.append(UInt8(ascii: ","))
            file.waiting += name.utf8
            length += name.utf8.count + 1
        }
        file.waiting.append(UInt8(ascii: "\n"))
        file.size += length
        rows[slug, default: 0] += 1
        if file.waiting.count >= pieceSize { try flush(&file, slug) }
        if mayBeSplit, file.size >= Self.partSize {
            try flush(&file, slug)
            (file.size, file.part) = (0, file.part + 1)
        }
        files[slug] = file
    }

    /// Writes what waits of the table.
    mutating func finishTable() throws(SeedingError) {
        for (slug, file) in files where !file.waiting.isEmpty {
            var file = file
            try flush(&file, slug)
        }
        files = [:]
    }

    private mutating func flush(_ file: inout File, _ slug: String) throws(SeedingError) {
        let folder = "\(directory)/firms/\(slug)"
        if file.part == 1, file.size == file.waiting.count { try Self.makeFolder(folder) }
        let part = file.part == 1 ? "" : "\(TableFile.partMark)\(file.part)"
        try Self.append(file.waiting, to: "\(folder)/\(table)\(part).csv")
        bytes += file.waiting.count
        file.waiting.removeAll(keepingCapacity: true)
    }

    // MARK: Files

    /// Writes a made-up document unless the firm has it, and returns its name.
    private mutating func write(_ original: RowMasker.Document, _ slug: String) throws(SeedingError) -> String {
        let document = MadeUpDocument(type: original.type, size: original.size, limit: documentLimit)
        let folder = "\(directory)/firms/\(slug)/documents"
        guard documents.insert("\(slug)/\(document.name)").inserted else { return document.name }
        try Self.makeFolder(folder)
        try Self.append(document.bytes, to: "\(folder)/\(document.name)")
        return document.name
    }

    static func makeFolder(_ path: String) throws(SeedingError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch { throw failure(path, failureWords(error)) }
    }

    /// Appends bytes to a file that only this user can read.
    static func append(_ bytes: [UInt8], to path: String) throws(SeedingError) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        defer { close(file) }
        if let error = CompleteWrite.write(bytes, to: file) { throw failure(path, String(cString: strerror(error))) }
    }

    private static func failure(_ path: String, _ reason: String) -> SeedingError {
        SeedingError(.files, "cannot write \(path): \(reason)", remedy: "free up disk space, or pull less: --limit")
    }
}

extension CSVText {
    /// Whether a text needs no quotes.
    static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte > 0x7F || byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
    }
}
