import Testing

@testable import Seeding

@Suite struct DatabaseURLTests {
    @Test func partsAreDecoded() throws {
        let url = try DatabaseURL(
            parsing: "postgresql://an%40n:p%2Fa%3Ass@db.example:6432/my%20app?sslmode=verify-full&sslrootcert=/a/b.pem"
        )
        #expect(url.user == "an@n" && url.password == "p/a:ss" && url.host == "db.example" && url.port == 6432)
        #expect(url.database == "my app")
        #expect(url.options == ["sslmode": "verify-full", "sslrootcert": "/a/b.pem"])
    }

    @Test func whatIsLeftOutIsAsInLibpq() throws {
        let url = try DatabaseURL(parsing: "postgres://ann@[::1]")
        #expect(url.host == "::1" && url.port == 5432 && url.database == "ann" && url.password == nil)
        #expect(try DatabaseURL(parsing: "postgres://ann@%2Frun%2Fpg/app").host == "/run/pg")
    }

    /// The password of each is hunter2, with a character that is not encoded.
    @Test(
        arguments: [
            ("", DatabaseURL.Problem.empty), ("hunter2", .scheme), ("mysql://ann:hunter2@db/app", .scheme),
            ("postgres://ann:hun/ter2@db/app", .encoding), ("postgres://ann:hun?ter2@db/app", .encoding),
            ("postgres://ann:hun#ter2@db/app", .encoding), ("postgres://ann:hun@ter2@db/app", .encoding),
            ("postgres://ann:hun%zzter2@db/app", .encoding), ("postgres://ann:hun%00ter2@db/app", .encoding),
            ("postgres://ann:hunter2", .port), ("postgres://ann:hunter2@/app", .host), ("postgres://db/app", .host),
            ("postgres://ann:hunter2@a,b/app", .host), ("postgres://ann:hunter2@db:x/app", .port),
            ("postgres://ann:hunter2@db:0/app", .port), ("postgres://ann:hunter2@db/app?options=-c%20x=y", .parameter),
            ("postgres://ann:hunter2@db/app?password=hunter2", .parameter),
            ("postgres://ann:hunter2@db/app\n", .control),
        ]
    )
    func mistakesAreNamedAndNotQuoted(_ text: String, _ problem: DatabaseURL.Problem) {
        #expect(throws: problem) { try DatabaseURL(parsing: text) }
        #expect(!"\(problem)".contains("hunter2") && !"\(problem)".isEmpty)
    }

    @Test func passwordIsInNoDescription() throws {
        let url = try DatabaseURL(parsing: "postgres://ann:hunt%2Fer2@db/app")
        var dumped = ""
        dump(url, to: &dumped)
        for text in ["\(url)", "\(String(reflecting: url))", dumped] { #expect(!text.contains("er2"), "\(text)") }
        #expect(url.masking("hunt/er2, hunt%2Fer2, ann") == "••••, ••••, ann")
    }
}
