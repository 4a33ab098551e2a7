extension DataTable<Client> {
    static let clients = DataTable(
        columns: [
            Column(title: "Name") { "\($0.name)" },
            Column(title: "Number", kind: .short) { "\($0.number)" },
            Column(title: "Kind") { "\($0.kind)" },
            Column(title: "Status", kind: .short) { "\($0.status)" },
            Column(title: "City") { "\([$0.city, $0.state].compactMap { $0 }.joined(separator: ", "))" },
            Column(title: "Email") { "\($0.email ?? "–")" },
            Column(title: "Since", kind: .short) { "\($0.since)" },
        ],
        filterLabel: "Filter by name, number, city or email"
    )
}

extension DataTable<Document> {
    static func documents(of slug: String) -> DataTable {
        DataTable(columns: [
            Column(title: "File") { fileName($0, slug) },
            Column(title: "Scan") { $0.scanState.badge },
            Column(title: "Client") { "\($0.clientName) <span class=\"muted short\">\($0.clientNumber)</span>" },
            Column(title: "Type") { "\($0.contentType)" },
            Column(title: "Bytes", kind: .number) { "\(Money.grouped($0.byteSize))" },
            Column(title: "Uploaded", kind: .short) { "\(String($0.uploadedAt.prefix(10)))" },
        ])
    }

    /// Returns a file name, with a download link if the document is clean.
    private static func fileName(_ document: Document, _ slug: String) -> HTML {
        switch document.scanState {
        case .clean:
            let path = WebPath.of("firms", slug, "documents", document.id, "content")
            return "<a href=\"\(path)\" download>\(document.fileName)</a>"
        case .infected, .pending:
            return "\(document.fileName)"
        }
    }
}

extension DataTable<Invoice> {
    static let invoices = DataTable(columns: [
        Column(title: "Number", kind: .short) { "\($0.number)" },
        Column(title: "Client") { "\($0.clientName)" },
        Column(title: "Status", kind: .short) { "\($0.status)" },
        Column(title: "Issued", kind: .short) { "\($0.issuedOn)" },
        Column(title: "Due", kind: .short) { "\($0.dueOn)" },
        Column(title: "Lines", kind: .number) { "\(Money.text(cents: $0.linesCents))" },
        Column(title: "Total", kind: .number) { "\(Money.text(cents: $0.totalCents))" },
        Column(title: "Paid", kind: .number) { "\(Money.text(cents: $0.paidCents))" },
    ])
}

extension Document.ScanState {
    /// The badge of a scan result. It has a symbol and a word, so that color is not the only distinction.
    fileprivate var badge: HTML {
        switch self {
        case .clean: "<span class=\"badge small up\">● clean</span>"
        case .infected: "<span class=\"badge small down\">✗ infected</span>"
        case .pending: "<span class=\"badge small part\">○ not scanned yet</span>"
        }
    }
}
