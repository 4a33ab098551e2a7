import Environments
import Testing

@Suite struct ServerAddressTests {
    @Test(
        arguments: [
            ("https://a.example", "https://a.example"), ("HTTPS://a.example:443/", "https://a.example"),
            ("http://127.0.0.1:8080/app/", "http://127.0.0.1:8080/app"), ("http://[::1]:80", "http://[::1]"),
            ("https://[::1]:8443/x", "https://[::1]:8443/x"),
        ]
    )
    func addressIsReadAndWritten(_ text: String, _ canonical: String) throws {
        #expect(try ServerAddress(parsing: text).description == canonical)
    }

    @Test func pathsFollowThatOfTheAddress() throws {
        #expect(try ServerAddress(parsing: "https://a.example/app/").url("/health") == "https://a.example/app/health")
    }

    @Test(
        arguments: [
            ("a.example", ServerAddress.Problem.scheme), ("ftp://a", .scheme), ("https://a@b", .credentials),
            ("https://a:b@c/?x", .credentials), ("https://a?x", .query), ("https://a#x", .query), ("https://", .host),
            ("https:///x", .host), ("https://a b", .characters), ("https://a:", .port), ("https://a:0", .port),
            ("https://a:65536", .port), ("https://a:x", .port), ("https://[::1", .host), ("https://[a]", .host),
            ("https://[::1]x", .host),
        ]
    )
    func mistakesAreNamed(_ text: String, _ problem: ServerAddress.Problem) {
        #expect(throws: problem) { try ServerAddress(parsing: text) }
    }
}
