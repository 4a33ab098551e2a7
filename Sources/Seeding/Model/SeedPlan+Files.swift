import FoundationEssentials
import YAMLTree

extension SeedPlan {
    /// A file of a firm's plan.
    enum File: Hashable, Sendable {
        case redis
        case objects
        case search(collection: String)
        case workflows

        var name: String {
            switch self {
            case .redis: "redis.jsonl"
            case .objects: "objects.jsonl"
            case .search(let collection): "search-\(collection).jsonl"
            case .workflows: "workflows.jsonl"
            }
        }
    }

    private static let sizeLimit = 1 << 30

    /// Returns the items in a firm's file, in file order; empty if the file does not exist.
    func items<Item: Decodable>(_ file: File, of firm: Firm) throws(SeedingError) -> [Item] {
        let path = "\(directory)/\(firm.slug)/\(file.name)"
        let bytes: [UInt8]
        do { bytes = try LocalFiles().read(path, limit: Self.sizeLimit) } catch {
            if error.code == .notFound { return [] }
            throw Self.unreadable(path, "\(error.message)")
        }
        let decoder = JSONDecoder()
        do {
            return try bytes.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(Item.self, from: Data($0)) }
        } catch { throw Self.unreadable(path, failureWords(error)) }
    }

    /// Writes items in the given order, one per line.
    static func write(_ items: [some Encodable], to path: String) throws(SeedingError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            var data = Data()
            for item in items {
                data += try encoder.encode(item)
                data.append(UInt8(ascii: "\n"))
            }
            try data.write(to: URL(filePath: path))
        } catch {
            throw SeedingError(.files, "cannot write \(path): \(failureWords(error))", remedy: "free up disk space")
        }
    }

    /// Reads the plan in a folder. Its `directory` becomes that folder, regardless of where the plan was written.
    static func read(_ directory: String) throws(SeedingError) -> SeedPlan {
        let path = "\(directory)/plan.json"
        do {
            var plan = try JSONDecoder().decode(SeedPlan.self, from: WholeFile.read(path))
            plan.directory = directory
            return plan
        } catch { throw unreadable(path, failureWords(error)) }
    }

    private static func unreadable(_ path: String, _ why: String) -> SeedingError {
        SeedingError(.files, "cannot read \(path): \(why)", remedy: "reload it: cpadev seed --rebuild")
    }
}
