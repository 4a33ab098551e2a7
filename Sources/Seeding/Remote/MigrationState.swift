import FoundationEssentials
import Foundations
import YAMLTree

/// The migrations of a database, compared with those of a folder. Each is named as in its file: `0003_invoices`.
package struct MigrationState: Hashable, Sendable {
    /// The number of migrations of the folder that are applied as they are there.
    package var applied = 0
    /// Those of the folder that are not applied.
    package var missing: [String] = []
    /// Applied ones that the folder does not have.
    package var unknown: [String] = []
    /// Applied ones whose file has other contents now.
    package var changed: [String] = []
    /// Those that began and did not succeed.
    package var failed: [String] = []

    package init() {}

    init(_ applied: [AppliedMigration], comparedWith local: [Migration]) {
        let files = Dictionary(local.map { ($0.version, $0) }) { first, _ in first }
        for migration in applied {
            guard let file = files[migration.version] else {
                unknown.append(migration.label)
                continue
            }
            if !migration.isSuccessful {
                failed.append(file.label)
            } else if migration.checksum != file.checksum {
                changed.append(file.label)
            } else {
                self.applied += 1
            }
        }
        let known = Set(applied.map(\.version))
        missing = local.filter { !known.contains($0.version) }.map(\.label)
    }
}

/// A row of sqlx's table of migrations.
struct AppliedMigration: Hashable, Sendable {
    var version: Int64
    var description: String
    var isSuccessful: Bool
    /// The hex SHA-384 of the file that was applied.
    var checksum: String

    var label: String {
        let digits = String(version)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        return "\(zeros)\(digits)_\(String(description.map { $0 == " " ? "_" : $0 }))"
    }

    /// Returns the rows in version order; nil if the database has no such table.
    static func read(_ link: PostgresLink) async throws -> [AppliedMigration]? {
        let tables = try await link.run(
            """
            SELECT format('%I.%I', n.nspname, c.relname), has_table_privilege(c.oid, 'SELECT')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = '_sqlx_migrations' AND c.relkind = 'r'
            ORDER BY n.nspname <> 'public', n.nspname
            """
        )
        guard let table = tables.rows.first, let name = table[0] else { return nil }
        guard table[1] == "t" else {
            throw SeedingError(
                .refused,
                "the role may not read \(name)",
                remedy: "as its owner: GRANT SELECT ON \(name) TO the role"
            )
        }
        return try await link.run(
            "SELECT version, description, success, encode(checksum, 'hex') FROM \(name) ORDER BY version"
        ).rows.compactMap { row in
            guard let version = row[0].flatMap({ Int64($0) }) else { return nil }
            return AppliedMigration(
                version: version,
                description: row[1] ?? "",
                isSuccessful: row[2] == "t",
                checksum: row[3] ?? ""
            )
        }
    }
}

extension Migration {
    /// The file's name without its suffixes.
    var label: String {
        [".sql", ".up"].reduce(file.name) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
    }

    /// Reads the migrations of a folder, in version order. Files that are no migrations are left out.
    static func all(in folder: String) throws(SeedingError) -> [Migration] {
        guard let names = directoryNames(folder) else {
            throw SeedingError(.files, "the folder of migrations \(folder) cannot be read")
        }
        var migrations: [Migration] = []
        for name in names where name.hasSuffix(".sql") {
            let bytes: Data
            do { bytes = try WholeFile.read("\(folder)/\(name)") } catch {
                let (_, message) = error.described(name: "'\(folder)/\(name)'", limit: 1 << 30)
                throw SeedingError(.files, message)
            }
            let file = SQLFile(name: name, display: name, text: String(decoding: bytes, as: UTF8.self))
            if case .migration(let migration) = parse(file) { migrations.append(migration) }
        }
        return migrations.sorted { $0.version < $1.version }
    }
}
