extension FirmReader {
    /// Returns the active user with an e-mail address, whatever its case; that of the first firm if several have one.
    ///
    /// It looks into every firm even after it has found the user, so that the time it takes does not tell whether there
    /// is one.
    func account(email: String) async throws(FirmFailure) -> Account? {
        let query = "SELECT full_name AS name, title, email FROM users WHERE lower(email) = lower($1) AND is_active"
        return try await read { session throws(PostgresFailure) in
            var accounts: [Account] = []
            for firm in try Self.directory(session) {
                let users = try FirmScope.within(firm, session) { scope throws(PostgresFailure) in
                    try scope.session.items(Account.User.self, query, [email])
                }
                accounts += users.map { Account(user: $0, firm: firm) }
            }
            return accounts.first
        }
    }
}
