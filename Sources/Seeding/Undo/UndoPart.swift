import FoundationEssentials
import Synchronization
import YAMLTree

/// A kept part of an ``UndoFolder``, for reading.
struct UndoPart: Sendable {
    let part: UndoFolder.Part
    private let directory: String

    init(_ part: UndoFolder.Part, directory: String) {
        self.part = part
        self.directory = directory
    }

    var firm: String { part.firm }

    /// Returns the contents of one of the part's files.
    func read(_ name: String) throws(SeedingError) -> [UInt8] {
        do { return try LocalFiles().read("\(directory)/\(name)", limit: 1 << 31) } catch {
            throw SeedingError(.files, "cannot read \(directory)/\(name): \(error.message)")
        }
    }

    /// Returns the time since a file was written.
    func age(of name: String) -> Duration { WholeFile.age(of: "\(directory)/\(name)") }

    /// Reads a value that ``Writer/write(_:as:)`` wrote.
    func read<Value: Decodable>(_ type: Value.Type, from name: String) throws(SeedingError) -> Value {
        let bytes = try read(name)
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw SeedingError(.files, "cannot read \(directory)/\(name): \(failureWords(error))")
        }
    }

    /// Thrown when a part exceeds the folder's budget or the disk space.
    struct NoRoom: Error, Hashable, Sendable {
        /// The reason, for users.
        var reason: String
    }

    /// Writes a part. Tasks may use it concurrently.
    final class Writer: Sendable {
        private let directory: String
        private let reserve: @Sendable (Int64) -> NoRoom?
        private let state = Mutex<(size: Int64, notes: [String])>((0, []))

        init(directory: String, reserve: @escaping @Sendable (Int64) -> NoRoom?) {
            self.directory = directory
            self.reserve = reserve
        }

        var size: Int64 { state.withLock { $0.size } }
        var notes: [String] { state.withLock { $0.notes } }

        /// Reserves part of the budget before data of that size is fetched.
        /// - Throws: ``NoRoom``.
        func reserve(_ bytes: Int) throws(NoRoom) {
            if let refusal = reserve(Int64(bytes)) { throw refusal }
            state.withLock { $0.size += Int64(bytes) }
        }

        /// Writes a file of the part.
        /// - Parameter isReserved: whether its bytes have already been reserved.
        /// - Throws: ``NoRoom``.
        func write(_ name: String, _ bytes: [UInt8], isReserved: Bool = false) throws(NoRoom) {
            if !isReserved { try reserve(bytes.count) }
            try UndoFile.write(bytes, to: "\(directory)/\(name)")
        }

        /// Writes a value as JSON.
        func write(_ name: String, as value: some Encodable) throws {
            try write(name, Array(try JSONEncoder().encode(value)))
        }

        /// Notes something that cannot be restored.
        func note(_ text: String) { state.withLock { $0.notes.append(text) } }
    }
}
