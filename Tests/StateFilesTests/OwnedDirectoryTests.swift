import Glibc
import Testing

@testable import StateFiles

/// The code of the error that `body` throws.
private func code(_ body: () throws -> Void) -> StateFileError.Code? {
    do {
        try body()
        return nil
    } catch { return (error as? StateFileError)?.code }
}

@Suite struct OwnedDirectoryTests {
    private let place: Place
    private static let isRoot = geteuid() == 0

    init() throws { place = try Place() }

    private var directory: OwnedDirectory { get throws { try OwnedDirectory(path: place.path) } }

    @Test func aLinkInPlaceOfTheFolderIsRefused() throws {
        place.folder("real")
        place.link("state", to: "real")
        #expect(code { _ = try OwnedDirectory(path: "\(place.path)/state") } == .link)
        #expect(code { _ = try OwnedDirectory(path: "\(place.path)/state", making: 0o700) } == .link)
        #expect(code { _ = try directory.directory("state") } == .link)
    }

    @Test func missingFoldersAboveAreCreatedWithTheSameMode() throws {
        let path = "\(place.path)/a/b/state"
        _ = try OwnedDirectory(path: path, making: 0o711)
        for folder in [path, "\(place.path)/a/b", "\(place.path)/a"] {
            var status = stat()
            #expect(stat(folder, &status) == 0 && status.st_mode & 0o777 == 0o711, "\(folder)")
        }
        #expect(code { _ = try OwnedDirectory(path: "\(place.path)/c/state") } != nil)
    }

    @Test func aFileInPlaceOfAFolderIsRefused() throws {
        try place.write("state", "mine")
        #expect(code { _ = try OwnedDirectory(path: "\(place.path)/state", making: 0o700) } == .wrongKind)
    }

    @Test func foldersAreMadeWithTheirModeWhateverTheUmask() throws {
        _ = try directory.directory("run", making: 0o711)
        #expect(place.mode(of: "run") == 0o711)
    }

    @Test func rightsOfOthersAreTakenFromAFolderThatIsOurs() throws {
        place.folder("logs", mode: 0o755)
        _ = try directory.directory("logs", making: 0o700, tightensPermissions: true)
        #expect(place.mode(of: "logs") == 0o700)
    }

    /// What others may have put into it stays, and would be obeyed.
    @Test(arguments: [0o777, 0o770, 0o702] as [mode_t]) func aFolderThatOthersCouldWriteToIsRefused(mode: mode_t) throws
    {
        place.folder("run", mode: mode)
        #expect(code { _ = try directory.directory("run") } == .writableByOthers)
        #expect(
            code { _ = try directory.directory("run", making: 0o700, tightensPermissions: true) } == .writableByOthers
        )
        #expect(place.mode(of: "run") == mode)
        // The data of a service is its own.
        _ = try directory.directory("run", making: 0o700, tightensPermissions: true, owner: .anyone)
        #expect(place.mode(of: "run") == 0o700)
    }

    @Test func aFolderThatWasReplacedIsToldAndStaysTheSame() throws {
        place.folder("run")
        place.folder("other")
        let run = try directory.directory("run")
        try run.checkPath()
        rename("\(place.path)/run", "\(place.path)/kept")
        #expect(code { try run.checkPath() } == .replaced)
        place.link("run", to: "other")
        #expect(code { try run.checkPath() } == .replaced)
        try run.replace("green", with: Array("1".utf8))
        mkdir("\(run.descriptorPath)/claims", 0o700)
        #expect(place.text(of: "kept/green") == "1")
        #expect(try run.names() == ["claims", "green"] && place.text(of: "other/green") == nil)
    }

    /// As in /tmp, others can put something there, and cannot put it in the place of what is ours.
    @Test func aStickyFolderIsUsed() throws {
        place.folder("shared", mode: 0o1777)
        _ = try OwnedDirectory(path: "\(place.path)/shared")
        #expect(place.mode(of: "shared") == 0o1777)
    }

    @Test(.enabled(if: isRoot)) func anotherUsersFolderIsRefused() throws {
        place.folder("run")
        chown("\(place.path)/run", 65534, 65534)
        #expect(code { _ = try directory.directory("run") } == .foreignOwner)
        _ = try directory.directory("run", owner: .anyone)
    }

    @Test func anotherUsersFolderThatCannotBeReadIsToldAsSuch() {
        func code(_ number: Int32, owner: uid_t, _ expected: OwnedDirectory.Owner = .caller) -> StateFileError.Code {
            OwnedDirectory.openFailure(number, "/shop/.cpadev", owner: owner, caller: 1000, expected).code
        }
        #expect(code(EACCES, owner: 1001) == .foreignOwner)
        #expect(code(EACCES, owner: 1000) == .system(EACCES))
        #expect(code(EACCES, owner: 1001, .anyone) == .system(EACCES))
        #expect(code(EMFILE, owner: 1001) == .system(EMFILE))
    }

    @Test(.enabled(if: isRoot)) func anotherUsersFileIsRefused() throws {
        try place.write("ledger", "kill 1")
        chown("\(place.path)/ledger", 65534, 65534)
        #expect(code { _ = try directory.contents(of: "ledger") } == .foreignOwner)
    }

    @Test func aFileThatOthersMayWriteToIsRefused() throws {
        try place.write("ledger", "kill 1", mode: 0o666)
        #expect(code { _ = try directory.contents(of: "ledger") } == .writableByOthers)
    }

    @Test func aLinkIsNeitherReadNorWrittenThrough() throws {
        try place.write("precious", "my thesis")
        place.link("log", to: "precious")
        #expect(code { _ = try directory.contents(of: "log") } == .link)
        #expect(code { _ = try directory.open("log", O_WRONLY | O_CREAT | O_TRUNC) } == .link)
        try directory.replace("log", with: Array("new".utf8))
        #expect(place.text(of: "precious") == "my thesis")
        #expect(place.text(of: "log") == "new")
    }

    @Test func aFIFOInPlaceOfAFileHoldsNothingUp() throws {
        mkfifo("\(place.path)/log", 0o600)
        #expect(code { _ = try directory.contents(of: "log") } == .wrongKind)
    }

    @Test func whatIsNotThereIsNoError() throws {
        #expect(try directory.contents(of: "ledger") == nil)
    }

    /// A bind mount has the device of what is mounted.
    @Test(.enabled(if: isRoot)) func whatIsMountedInATreeStays() throws {
        place.folder("kept")
        try place.write("kept/file", "mine")
        place.folder("data")
        place.folder("data/deep")
        place.folder("data/deep/mounted")
        let (source, target) = ("\(place.path)/kept", "\(place.path)/data/deep/mounted")
        // Sandboxes may forbid it.
        guard mount(source, target, nil, UInt(MS_BIND), nil) == 0 else { return }
        defer { umount2(target, Int32(MNT_DETACH)) }
        #expect(code { try directory.removeTree("data") } == .mountPoint)
        #expect(place.text(of: "kept/file") == "mine")
    }

    @Test func aTreeIsRemovedWithoutWhatItsLinksNameEvenIfItsFoldersAreReadOnly() throws {
        place.folder("kept")
        try place.write("kept/file", "mine")
        place.folder("data")
        place.folder("data/deep")
        try place.write("data/deep/file", "x")
        place.link("data/deep/link", to: "../../kept")
        chmod("\(place.path)/data/deep", 0o500)
        try directory.removeTree("data")
        #expect(try directory.names() == ["kept"])
        #expect(place.text(of: "kept/file") == "mine")
    }
}
