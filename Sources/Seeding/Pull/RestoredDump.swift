import Foundations
import Subset

/// A dump that was restored into a database of the stack's own server, to be pulled from. It has no owners, privileges
/// and policies, since the roles in them may not exist here.
struct RestoredDump: Sendable {
    let database: String
    private let endpoint: StoreEndpoints.Postgres

    /// Statements about roles, or about what outlives the database.
    private static let skipped = [
        "GRANT ", "REVOKE ", "ALTER DEFAULT PRIVILEGES ", "CREATE POLICY ", "CREATE PUBLICATION ",
        "ALTER PUBLICATION ", "CREATE SUBSCRIPTION ", "ALTER SUBSCRIPTION ", "CREATE EVENT TRIGGER ",
        "ALTER EVENT TRIGGER ", "CREATE SCHEMA public", "COMMENT ON EXTENSION ", "SECURITY LABEL ",
    ]
    /// Statements that another version of the server, or one without an extension, refuses.
    private static let optional = ["SET ", "CREATE EXTENSION "]

    /// Restores a dump. Removes what an interrupted restore left.
    static func restore(
        _ path: String,
        programs: [String],
        into endpoint: StoreEndpoints.Postgres,
        stack: String,
        progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws -> RestoredDump {
        try await LocalAddress.require(endpoint.address.host)
        let stream = try DumpStream(path, programs: programs)
        let dump = RestoredDump(database: DatabaseNames(stack: stack).pull, endpoint: endpoint)
        try await dump.withAdmin { admin in
            try await admin.drop(dump.database)
            try await admin.create(dump.database, like: endpoint.database)
        }
        let result = await attempt {
            let link = try await PostgresLink(endpoint, database: dump.database, settings: PostgresStore.settings)
            let result = await attempt { try await dump.run(stream, on: link, progress) }
            await link.close()
            try result.get()
        }
        if case .failure(let error) = result {
            stream.stop()
            await dump.drop()
            throw error
        }
        return dump
    }

    /// Removes the database.
    func drop() async {
        // What remains if this fails is removed by the next restore.
        await uncancelled { try? await withAdmin { try await $0.drop(database) } }
    }

    private func withAdmin(_ work: (DatabaseAdmin) async throws -> Void) async throws {
        let admin = try await DatabaseAdmin(endpoint, lock: nil)
        let result = await attempt { try await work(admin) }
        await admin.close()
        try result.get()
    }

    // MARK: Statements

    private func run(
        _ stream: DumpStream,
        on link: PostgresLink,
        _ progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws {
        let queue = BlockingQueue(label: "cpadev.dump")
        var rows = 0
        while let piece = try await queue.run(interrupt: { stream.stop() }, { try stream.next() }) {
            switch piece {
            case .statement(let text): try await run(text, on: link)
            case .copy(let text):
                progress(PullProgress(.restoring, item: Self.table(of: text), done: rows))
                do { rows += try await link.copyIn(text) { try stream.nextRows() } } catch {
                    throw Self.refused(error, text)
                }
            case .rows, .endOfRows: break
            }
        }
    }

    private func run(_ text: String, on link: PostgresLink) async throws {
        guard !Self.skipped.contains(where: text.hasPrefix), !text.contains(" OWNER TO ") || text.hasPrefix("CREATE ")
        else { return }
        do { try await link.runScript(text) } catch {
            guard (error as? PostgresFailure)?.isStatementError == true,
                Self.optional.contains(where: text.hasPrefix)
            else { throw Self.refused(error, text) }
        }
    }

    /// Without the detail, which contains values.
    private static func refused(_ error: any Error, _ text: String) -> any Error {
        guard let failure = error as? PostgresFailure, failure.isStatementError else { return error }
        let line = text.split(separator: "\n").first.map { String($0.prefix(80)) } ?? ""
        return SeedingError(.refused, "the dump cannot be restored: \(failure.message), in: \(line)")
    }

    private static func table(of copy: String) -> String {
        copy.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    }
}
