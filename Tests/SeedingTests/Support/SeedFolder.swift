import Diagnostics
import Foundation

@testable import Seeding

/// A seed of two firms in a folder of its own, small enough to be seen whole, which a test spoils.
final class SeedFolder: Sendable {
    let path: String

    static let manifest = """
        as_of: 2026-03-16
        migrations: migrations
        checks: checks
        tenant: { table: firms, column: firm_id }
        firms:
          - { slug: oak, folder: firms/oak }
          - { slug: elm, folder: firms/elm }
        documents:
          table: documents
          columns: { key: object_key, sha256: sha256, size: byte_size, scan: scan_state }
          bucket: cpa-documents
          size_limit: 1KB
        scale:
          clients: { ids: [id], texts: [number] }
          documents: { ids: [id, client_id] }
        redis: { query: redis.sql }
        search:
          key: some-key
          collections:
            clients: { schema: clients.json, query: clients.sql }
        temporal:
          namespace: default
          task_queue: cpa
          attributes: [Firm, Kind]
          firm_attribute: Firm
          query: workflows.sql

        """

    static let schema = """
        CREATE TABLE firms (id uuid PRIMARY KEY, slug text NOT NULL UNIQUE, name text NOT NULL, opened date);
        CREATE TABLE clients (
            id uuid PRIMARY KEY,
            firm_id uuid NOT NULL REFERENCES firms (id),
            number text NOT NULL,
            name text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('individual', 'business')),
            fee int NOT NULL DEFAULT 100,
            since timestamptz NOT NULL,
            upper_name text GENERATED ALWAYS AS (upper(name)) STORED,
            UNIQUE (firm_id, number),
            UNIQUE (firm_id, id)
        );

        """

    static let documents = """
        -- The documents come second.
        CREATE TABLE documents (
            id uuid PRIMARY KEY,
            firm_id uuid NOT NULL REFERENCES firms (id),
            client_id uuid NOT NULL,
            object_key text NOT NULL UNIQUE,
            sha256 text NOT NULL,
            byte_size bigint NOT NULL,
            scan_state text NOT NULL,
            FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id)
        );

        """

    /// The id of a row: table and firm in one digit each.
    static func id(_ firm: Int, _ table: Int, _ row: Int, copy: Int = 0) -> String {
        let third = "8" + String(String(copy + 0x1000, radix: 16).dropFirst())
        return "0000000\(firm)-000\(table)-\(third)-8000-00000000000\(row)"
    }

    init() throws {
        path = NSTemporaryDirectory() + "cpadev-seed-\(UUID())"
        try write("seeds.yaml", Self.manifest)
        try write("migrations/0001_firms_and_clients.sql", Self.schema)
        try write("migrations/0002_documents.up.sql", Self.documents)
        try write("migrations/0002_documents.down.sql", "DROP TABLE documents;\n")
        try write("checks/fees.sql", "SELECT number, fee FROM clients WHERE fee < 0\n")
        try write("redis.sql", Self.redis)
        try write("clients.json", #"{"fields": [{"name": "firm", "type": "string", "facet": true}]}"#)
        try write("clients.sql", Self.clients)
        try write("workflows.sql", Self.workflows)
        for (number, slug) in [(1, "oak"), (2, "elm")] {
            let firm = Self.id(number, 1, 1)
            let (client, document) = (Self.id(number, 4, 1), Self.id(number, 8, 1))
            try write("firms/\(slug)/firms.csv", "id,slug,name,opened\n\(firm),\(slug),The \(slug) firm,2020-02-29\n")
            try write(
                "firms/\(slug)/clients.csv",
                """
                id,firm_id,number,name,kind,since
                \(client),\(firm),C-1,Ana,individual,2026-01-31T10:00:00Z
                \(Self.id(number, 4, 2)),\(firm),C-2,"Bo ""the tax"" Li,
                and sons",business,2025-12-01T00:00:00Z

                """
            )
            try write(
                "firms/\(slug)/documents.csv",
                "id,firm_id,client_id,@file\n\(document),\(firm),\(client),w-2.txt\n"
            )
            try write("firms/\(slug)/documents/w-2.txt", "wages of \(slug)\n")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static let redis = """
        SELECT slug AS firm, 'cpa:' || slug || ':name' AS key, 'string' AS type, to_json(name) AS value, NULL AS ttl
        FROM firms ORDER BY slug;

        """

    private static let clients = """
        SELECT f.slug AS firm, c.id, json_build_object('id', c.id, 'firm', f.slug, 'name', c.name) AS document
        FROM clients c JOIN firms f ON f.id = c.firm_id ORDER BY c.id

        """

    private static let workflows = """
        SELECT slug AS firm, slug || '-review' AS id, 'Review' AS type, '{"a": 1}' AS input,
            json_build_object('Firm', slug, 'Kind', '1040') AS attributes
        FROM firms ORDER BY slug

        """

    // MARK: Spoiling it

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    /// Puts one text in the place of the first that there is.
    func change(_ name: String, _ old: String, _ new: String) throws {
        var text = try text(name)
        guard let range = text.range(of: old) else { throw Missing(text: old) }
        text.replaceSubrange(range, with: new)
        try write(name, text)
    }

    func append(_ name: String, _ line: String) throws { try write(name, text(name) + line + "\n") }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    struct Missing: Error { var text: String }

    // MARK: Reading it

    func read(asOf: String? = nil, scale: Int = 1) throws(SeedingError) -> SeedSet {
        try SeedSet.read(path: "\(path)/seeds.yaml", displayPath: "seeds/seeds.yaml", asOf: asOf, scale: scale)
    }

    /// The problems on reading it, each as `file:line:column code`; none where it is right.
    func problems() -> [String] {
        do throws(SeedingError) { _ = try read() } catch { return error.places }
        return []
    }
}

extension SeedingError {
    /// Each problem as `file:line:column code`.
    var places: [String] {
        diagnostics.map { "\($0.location?.description ?? "nowhere") \($0.code.rawValue)" }
    }
}
