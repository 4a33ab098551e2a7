import Glibc
import Testing

@testable import StateFiles

@Suite struct MadeFoldersTests {
    private let place: Place
    private let directory: OwnedDirectory
    private var made: CreatedFolders { CreatedFolders(in: directory) }

    init() throws {
        place = try Place()
        place.folder("data", mode: 0o711)
        directory = try OwnedDirectory(path: place.path + "/data")
    }

    @Test func onlyWhatWasMadeIsRemoved() throws {
        try place.write("data/customers.sqlite", "mine")
        place.folder("data/mine")
        _ = try made.make("redis", owner: .anyone)
        _ = try made.make("mine", owner: .anyone)
        try place.write("data/redis/dump", "x")
        let left = try made.removeAll()
        #expect(left.count == 2 && left.allSatisfy { $0.contains("cpadev did not make it") }, "\(left)")
        #expect(try directory.names() == [CreatedFolders.fileName, "customers.sqlite", "mine"])
        #expect(place.text(of: "data/customers.sqlite") == "mine")
    }

    @Test func foldersOfServicesAreForTheirOwnerAlone() throws {
        place.folder("data/old", mode: 0o755)
        _ = try made.make("old", owner: .anyone)
        _ = try made.make("new", owner: .anyone)
        #expect(place.mode(of: "data/old") == 0o700 && place.mode(of: "data/new") == 0o700)
    }

    @Test func foldersThatAreMadeSideBySideAreAllNoted() async throws {
        let made = made
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 { group.addTask { _ = try made.make("s\(number)", owner: .anyone) } }
            try await group.waitForAll()
        }
        #expect(try made.removeAll() == [])
    }

    @Test func aLinkIsLeftAlone() throws {
        place.folder("home")
        try place.write("home/thesis", "my thesis")
        _ = try made.make("redis", owner: .anyone)
        rmdir("\(place.path)/data/redis")
        place.link("data/redis", to: "../home")
        #expect(try made.removeAll().count == 1)
        #expect(place.text(of: "home/thesis") == "my thesis")
        #expect(throws: StateFileError.self) { try made.make("redis", owner: .anyone) }
    }

    /// A folder that somebody put in the place of one that was made.
    @Test func anotherFolderOfTheSameNameIsLeftAlone() throws {
        _ = try made.make("redis", owner: .anyone)
        place.folder("other")
        try place.write("other/file", "mine")
        rename("\(place.path)/data/redis", "\(place.path)/elsewhere")
        rename("\(place.path)/other", "\(place.path)/data/redis")
        #expect(try made.removeAll().count == 1)
        #expect(place.text(of: "data/redis/file") == "mine")
    }

    /// What a checkout brings cannot know the numbers that its files get.
    @Test func aRecordThatWasMadeElsewhereCountsForNothing() throws {
        place.folder("data/redis")
        var status = stat()
        stat("\(place.path)/data/redis", &status)
        try place.write("data/\(CreatedFolders.fileName)", "cpadev-made 1 1\n\(status.st_ino) redis\n")
        #expect(try made.removeAll().count == 1)
        #expect(place.mode(of: "data/redis") != 0)
        _ = try made.make("postgres", owner: .anyone)
        #expect(try made.removeAll() == ["\(place.path)/data/redis: cpadev did not make it"])
    }

    @Test func aFolderThatWasMadeAgainIsRemovedAsWell() throws {
        _ = try made.make("redis", owner: .anyone)
        #expect(try made.removeAll() == [])
        #expect(try directory.names() == [])
        _ = try made.make("redis", owner: .anyone)
        rmdir("\(place.path)/data/redis")
        _ = try made.make("redis", owner: .anyone)
        #expect(try made.removeAll() == [])
    }

    @Test func contentsAreRemovedOnlyFromAFolderThatWasEmptyWhenItWasTaken() throws {
        try place.write("data/seeds.yaml", "mine")
        try made.recordEmptyFolder()
        #expect(try made.removeContents().count == 1)
        #expect(place.text(of: "data/seeds.yaml") == "mine")
        unlink("\(place.path)/data/seeds.yaml")
        try made.recordEmptyFolder()
        try place.write("data/record.json", "{}")
        place.link("data/link", to: "/etc")
        #expect(try made.removeContents() == [])
        #expect(try directory.names() == [CreatedFolders.fileName])
    }
}
