import Glibc
import SystemPackage
import Testing

@testable import LogStore

@Suite struct LogStoreTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func theSameNameGivesTheSameLog() throws {
        let store = try LogStore(directory: directory.path)
        #expect(try store.log(for: "api") === store.log(for: "api"))
        #expect(try store.log(for: "api") !== store.log(for: "web"))
    }

    @Test func missingDirectoriesAreMadeForTheOwnerAlone() throws {
        let path = directory.path.appending("a").appending("logs")
        let store = try LogStore(directory: path)
        try store.log(for: "api").append("x\n")
        var status = stat()
        #expect(stat(path.appending("api").string, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        #expect(stat(path.appending("api/00000000000000000000.log").string, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func servicesOfEarlierRunsAreListed() throws {
        let store = try LogStore(directory: directory.path)
        for name in ["web", "api", "a/b"] { _ = try store.log(for: name) }
        store.close()
        #expect(try LogStore(directory: directory.path).services == ["a/b", "api", "web"])
    }

    @Test func aClosedStoreOpensNoLog() throws {
        let store = try LogStore(directory: directory.path)
        let log = try store.log(for: "api")
        log.append("half")
        store.close()
        #expect(try log.texts() == ["half"])
        #expect { try store.log(for: "web") } throws: { ($0 as? LogStoreError)?.code == .closed }
    }

    @Test func aDirectoryThatCannotBeMadeIsAnError() throws {
        try directory.write([], to: "file")
        #expect { try LogStore(directory: directory.path.appending("file")) } throws: { error in
            (error as? LogStoreError)?.cause == .notDirectory
        }
        #expect { try LogStore(directory: directory.path.appending("file/logs")) } throws: { error in
            (error as? LogStoreError)?.cause == .notDirectory
        }
    }

    @Test func namesThatNoDirectoryCanHaveAreRefused() throws {
        let store = try LogStore(directory: directory.path)
        for name in ["", String(repeating: "x", count: 256), String(repeating: "ü", count: 50)] {
            #expect { try store.log(for: name) } throws: { ($0 as? LogStoreError)?.code == .invalidName }
        }
    }

    @Test(arguments: [
        "api", "a.b-c_D9", "..", ".", ".hidden", "a/b", "/etc", "ä ö", "%41", "100%", "a\nb", "\u{0}", "x..y",
    ])
    func namesOfServicesBecomeSafeNamesOfDirectories(name: String) throws {
        let encoded = try #require(DirectoryName.encode(name))
        #expect(!encoded.hasPrefix(".") && !encoded.contains("/"))
        #expect(encoded.utf8.allSatisfy { $0 > 32 && $0 < 127 })
        #expect(DirectoryName.decode(encoded) == name)
    }

    @Test(arguments: ["", ".git", "a b", "%4", "%zz", "%41", "%ff"])
    func otherDirectoriesAreNotTakenForLogs(name: String) {
        #expect(DirectoryName.decode(name) == nil)
    }
}
