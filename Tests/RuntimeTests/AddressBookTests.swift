import ComposeModel
import OrderedCollections
import Runtime
import Testing

@Suite struct AddressBookTests {
    /// Two native services, one in a container, and one whose address is IPv6.
    private let book: AddressBook = {
        var book = AddressBook()
        func add(_ service: Service, _ target: UInt16, _ host: String, _ published: UInt16, _ kind: RuntimeKind) {
            let binding = Launch.Binding(target: target, host: host, published: published)
            book.record(service, bindings: [binding], kind: kind)
        }
        var postgres = Service(name: "postgres")
        postgres.networks = ["default": NetworkAttachment(aliases: ["db", "primary.internal"])]
        postgres.containerName = "cpa-postgres"
        postgres.hostname = "pg-host"
        add(postgres, 5432, "127.0.0.1", 15432, .native)
        add(Service(name: "my-redis"), 6379, "127.0.0.1", 16379, .native)
        add(Service(name: "search"), 8108, "127.0.0.1", 18108, .docker)
        add(Service(name: "six"), 80, "::1", 8080, .native)
        return book
    }()

    @Test(
        arguments: [
            // As a whole value, and inside URLs.
            ("postgres:5432", "127.0.0.1:15432"),
            ("postgres://u:p@postgres:5432/cpa", "postgres://u:p@127.0.0.1:15432/cpa"),
            (
                "postgres://postgres:postgres@postgres:5432/postgres",
                "postgres://postgres:postgres@127.0.0.1:15432/postgres"
            ),
            ("http://search:8108", "http://127.0.0.1:18108"),
            ("http://search:8108/a?b=search:8108#c", "http://127.0.0.1:18108/a?b=127.0.0.1:18108#c"),
            ("my-redis:6379,postgres:5432", "127.0.0.1:16379,127.0.0.1:15432"),
            ("host=postgres:5432;x", "host=127.0.0.1:15432;x"),
            ("The server is postgres:5432.", "The server is 127.0.0.1:15432."),
            // Every name that reaches it.
            ("db:5432", "127.0.0.1:15432"),
            ("primary.internal:5432", "127.0.0.1:15432"),
            ("cpa-postgres:5432", "127.0.0.1:15432"),
            ("pg-host:5432", "127.0.0.1:15432"),
            // An IPv6 address needs brackets before a port.
            ("http://six:80/", "http://[::1]:8080/"),
            // Only the whole name and the whole port count.
            ("mypostgres:5432", "mypostgres:5432"),
            ("postgres.example.org:5432", "postgres.example.org:5432"),
            ("x-postgres:5432", "x-postgres:5432"),
            ("postgres:54321", "postgres:54321"),
            ("postgres:5432a", "postgres:5432a"),
            ("postgres:5433", "postgres:5433"),
            ("postgres:99999999999", "postgres:99999999999"),
            ("Postgres:5432", "Postgres:5432"),
            // Nothing to rewrite.
            ("", ""),
            (":", ":"),
            (":::", ":::"),
            ("postgres:", "postgres:"),
            (":5432", ":5432"),
            ("postgres", "postgres"),
            ("unknown:5432", "unknown:5432"),
            ("1:2:3", "1:2:3"),
            ("größe:5432 日本:5432", "größe:5432 日本:5432"),
            ("postgres:٥٤٣٢", "postgres:٥٤٣٢"),
        ] as [(String, String)]
    )
    func aProcessOfThisMachineGetsTheHostsAddress(value: String, expected: String) {
        #expect(book.rewrite(value, seenFrom: .native) == expected)
    }

    @Test(
        arguments: [
            ("postgres:5432", "host.docker.internal:15432"),
            ("redis://my-redis:6379/0", "redis://host.docker.internal:16379/0"),
            ("http://search:8108", "http://search:8108"),
            ("http://six:80", "http://host.docker.internal:8080"),
        ] as [(String, String)]
    )
    func aContainerReachesNativeServicesThroughTheHostAndContainersByName(value: String, expected: String) {
        #expect(book.rewrite(value, seenFrom: .docker) == expected)
    }

    @Test func addressesAreKnownByContainerPort() {
        #expect(book.hostAddress(of: "postgres", port: 5432) == .init(host: "127.0.0.1", port: 15432))
        #expect(book.hostAddress(of: "postgres", port: 1) == nil)
        #expect(book.hostAddress(of: "nobody", port: 5432) == nil)
    }

    @Test func aLongValueWithoutAnyNameStaysAsItIs() {
        let value = String(repeating: "a:1 ", count: 20_000)
        #expect(book.rewrite(value, seenFrom: .native) == value)
    }
}
