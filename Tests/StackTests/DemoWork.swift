import Testing

/// What the bundled backend does with the rows of a stack that has been seeded.
struct DemoWork {
    private static let user = "malik.stavros@granite-assurance.example"

    private let stack: Stack
    /// Without a slash at its end.
    private let base: String

    /// - Parameter port: The backend's.
    init(_ stack: Stack, port: UInt16) {
        self.stack = stack
        base = "http://127.0.0.1:\(port)"
    }

    /// Logs in, uploads a document and draws up an invoice, and looks for them in the metrics.
    func check() async throws {
        let login = try await post("login", #"{"email":"\#(Self.user)","password":"demo"}"#)
        #expect(login.contains(#""slug":"granite-assurance""#), "\(login)")
        let wrong = try await post("login", #"{"email":"\#(Self.user)","password":"other"}"#)
        let unknown = try await post("login", #"{"email":"nobody","password":"demo"}"#)
        #expect(wrong == unknown && wrong.contains("wrong"), "\(wrong) \(unknown)")

        let upload = try await post("documents", #"{"firm":"okafor-cpa","name":"a.txt","content":"hello"}"#)
        #expect(upload.contains(#""byte_size":5"#), "\(upload)")
        let invoice = try await post("invoices", #"{"firm":"okafor-cpa","client":"C-0003"}"#)
        #expect(invoice.contains(#""text":"Invoice of Okafor CPA"#), "\(invoice)")

        let metrics = try await curl("/metrics").split(separator: "\n")
        for line in [
            "logins_total 1", "login_failures_total 2", "documents_processed_total 1", "invoices_generated_total 1",
            "db_pool_size 10",
        ] {
            #expect(metrics.contains(Substring(line)), "no \(line)")
        }
    }

    private func post(_ path: String, _ body: String) async throws -> String {
        try await curl("/api/v1/\(path)", "-d", body)
    }

    private func curl(_ path: String, _ arguments: String...) async throws -> String {
        try await stack.start(program: "/usr/bin/curl", ["-sS", "-m", "10"] + arguments + [base + path]).result().output
    }
}
