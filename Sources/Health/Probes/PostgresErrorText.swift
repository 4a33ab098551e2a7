/// Condenses libpq's verbose error text to one short line.
enum PostgresErrorText {
    /// Parses texts such as
    /// `connection to server at "127.0.0.1", port 5432 failed: FATAL:  57P03: the database system is starting up`,
    /// followed by more lines. The severity is localized, the SQLSTATE is not.
    static func failure(_ text: String) -> ProbeFailure {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let parts = line.split(separator: ":", omittingEmptySubsequences: false)
        if let index = parts.firstIndex(where: { isSQLState($0.drop { $0 == " " }) }) {
            let state = parts[index].drop { $0 == " " }
            let message = parts[(index + 1)...].joined(separator: ":").drop { $0 == " " }
            return ProbeFailure(code(of: state), "\(message) (SQLSTATE \(state))")
        }
        var message = line[...]
        if let prefix = line.firstRange(of: " failed: "), line.hasPrefix("connection to server") {
            message = line[prefix.upperBound...]
        }
        return ProbeFailure(.unexpectedAnswer, message.isEmpty ? "no answer" : String(message))
    }

    private static func isSQLState(_ text: Substring) -> Bool {
        text.utf8.count == 5 && text.utf8.contains { (0x30...0x39).contains($0) }
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }

    /// Source: PostgreSQL documentation, appendix A.
    private static func code(of state: Substring) -> ProbeFailure.Code {
        // 57P03 cannot_connect_now, 53… insufficient resources, 28… authorization, 3D000 unknown database
        state.hasPrefix("57P") || state.hasPrefix("53") || state.hasPrefix("28") || state == "3D000"
            ? .notReady : .unexpectedAnswer
    }
}
