import Testing

@testable import Subset

@Suite struct DumpParserTests {
    private static let trailer = "--\n-- PostgreSQL database dump complete\n--\n\n"

    /// Parses a dump in pieces of a size, and joins the rows of each `COPY`.
    private func pieces(_ text: String, size: Int) throws -> [DumpPiece] {
        var parser = DumpParser()
        var found: [DumpPiece] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { piece in
                try parser.read(piece) { piece in
                    if case .rows(let more) = piece, case .rows(let rows)? = found.last {
                        found[found.count - 1] = .rows(rows + more)
                    } else {
                        found.append(piece)
                    }
                }
            }
        }
        try parser.end()
        return found
    }

    @Test(arguments: [1, 2, 3, 7, 4096])
    func statementsAndRowsAreToldApart(size: Int) throws {
        let text = #"""
            --
            -- PostgreSQL database dump
            --

            \restrict abc

            SET a = 'x;y''z';
            CREATE FUNCTION "f;g"() RETURNS int LANGUAGE sql AS $_$ SELECT ';'; $_$; /* a ; b */
            CREATE FUNCTION h() RETURNS int
                BEGIN ATOMIC
             SELECT CASE WHEN a$1 THEN 1 ELSE 2 END;
            END;
            COPY public.t (a, b) FROM stdin;
            1	\N
            \.x	-- no comment; 'no quote

            \\.	2
            \.


            COPY public.u (a) FROM stdin;
            \.
            SELECT 1;
            \unrestrict abc

            """# + Self.trailer
        let found = try pieces(text, size: size)
        #expect(
            found == [
                .statement("SET a = 'x;y''z'"),
                .statement(#"CREATE FUNCTION "f;g"() RETURNS int LANGUAGE sql AS $_$ SELECT ';'; $_$"#),
                .statement(
                    "CREATE FUNCTION h() RETURNS int\n    BEGIN ATOMIC\n SELECT CASE WHEN a$1 THEN 1 ELSE 2 END;\nEND"
                ),
                .copy("COPY public.t (a, b) FROM stdin"),
                .rows(Array("1\t\\N\n\\.x\t-- no comment; 'no quote\n\n\\\\.\t2\n".utf8)), .endOfRows,
                .copy("COPY public.u (a) FROM stdin"), .endOfRows, .statement("SELECT 1"),
            ]
        )
    }

    @Test(arguments: [
        "SELECT 1;\n", "SELECT 1", "COPY t (a) FROM stdin;\n1\n", "SELECT 'a\n" + trailer, "SELECT $a$ x\n" + trailer,
    ])
    func anInterruptedDumpIsRefused(text: String) {
        let problem = #expect(throws: DumpProblem.self) { try pieces(text, size: 16) }
        #expect(problem?.message.contains("not complete") == true)
    }

    @Test(arguments: ["\\! rm -rf /\n", "\\connect other\n", "SELECT 1;\n  \\i file\n"])
    func aCommandOfPsqlIsRefused(text: String) {
        let problem = #expect(throws: DumpProblem.self) { try pieces(text + Self.trailer, size: 16) }
        #expect(problem?.message.contains("psql's command") == true)
    }
}
