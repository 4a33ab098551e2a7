import Diagnostics

/// The stack's database, as seen from the one that is being built and replaces it later. A file that names it acts on it
/// nevertheless, at once and outside the seed.
struct LiveDatabase: Sendable {
    let link: PostgresLink
    /// nil if there is none on the server.
    let name: String?

    /// Returns what can be changed of the database from another one.
    func state() async throws -> String? {
        guard let name else { return nil }
        return try await link.run(
            """
            SELECT concat_ws(' ', datdba, datacl, datconnlimit, datallowconn, datistemplate, (
                SELECT string_agg(concat_ws(' ', setrole, setconfig), ', ' ORDER BY setrole)
                FROM pg_db_role_setting WHERE setdatabase = d.oid
            ), shobj_description(d.oid, 'pg_database')) FROM pg_database d WHERE datname = $1
            """,
            [name]
        ).value
    }

    /// Returns whether a file has changed that since it was `before`. What other sessions changed meanwhile is seen from
    /// another session as well, unlike what the file's transaction did.
    func isChanged(since before: String?, by file: SQLFile, isOutside: Bool) async throws -> Bool {
        let now = try await state()
        guard now != before, !isIrrevocable(file, isOutside: isOutside) else { return now != before }
        let other = try await link.sibling()
        let seen = await attempt { try await LiveDatabase(link: other, name: name).state() }
        await other.close()
        return try seen.get() != now
    }

    /// Returns the problem of a file that changes that, where it names the database.
    func problem(_ code: Diagnostic.Code, _ file: SQLFile) -> Diagnostic {
        file.problem(
            code,
            "it changes the database '\(name ?? "")' itself, not the one that is built to replace it",
            position: place(in: file.text),
            hint: "in a DO block: EXECUTE format('ALTER DATABASE %I …', current_database())"
        )
    }

    /// Refuses a file that names the database where a rollback would not bring it back: outside a transaction, or in a file
    /// that commits.
    func refuseIrrevocable(_ code: Diagnostic.Code, _ file: SQLFile, isOutside: Bool) throws(SeedingError) {
        guard isIrrevocable(file, isOutside: isOutside), place(in: file.text) != nil else { return }
        throw SeedSet.badSeed([problem(code, file)])
    }

    private func isIrrevocable(_ file: SQLFile, isOutside: Bool) -> Bool {
        isOutside || file.text.lowercased().contains("commit")
    }

    /// The first place, in characters from 1, where a statement names the database, as in `ALTER DATABASE cpa_dev`.
    private func place(in text: String) -> Int? {
        guard let name else { return nil }
        let text = text.lowercased()
        let place = text.ranges(of: name.lowercased()).first { range in
            let words = text[..<range.lowerBound].suffix(30).split { $0.isWhitespace || $0 == "\"" }
            return words.last == "database" || words.suffix(3) == ["database", "if", "exists"]
        }
        return place.map { text.unicodeScalars[..<$0.lowerBound].count + 1 }
    }
}
