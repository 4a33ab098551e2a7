import ComposeModel
import FoundationEssentials
import Glibc
import Runtime
import StateFiles
import Testing

@testable import NativeRuntime

@Suite(.timeLimit(.minutes(1))) struct LedgerTests {
    private let path: String
    private let folder: OwnedDirectory

    init() throws {
        _ = try NativeHarness.shared
        folder = try OwnedDirectory(path: NativeHarness.root + "/run-" + UUID().uuidString, making: 0o700)
        path = "\(folder.path)/ledger"
    }

    /// Reads a file with this text, in which `INODE` is the file's own.
    private func read(_ text: String) throws -> Ledger.Contents? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        var status = stat()
        try #require(fstat(descriptor, &status) == 0)
        defer { close(descriptor) }
        let bytes = Array(text.replacing("INODE", with: "\(status.st_ino)").utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        chmod(path, 0o600)
        return try Ledger.read(in: folder)
    }

    @Test func whatWasStartedAndHasNotEndedIsRead() throws {
        let contents = try read(
            "cpadev-ledger 1 boot cookie\n@ INODE\n+ 10 100 SIGTERM db\n+ 11 101 SIGINT my web\n+ 12 102 SIGTERM mq\n- 10\n"
        )
        #expect(
            contents
                == Ledger.Contents(
                    bootID: "boot",
                    cookie: "cookie",
                    entries: [
                        .init(pid: 11, startTime: 101, stopSignal: try #require(Signal("SIGINT")), service: "my web"),
                        .init(pid: 12, startTime: 102, stopSignal: .terminate, service: "mq"),
                    ]
                )
        )
    }

    @Test func aTornLastLineIsPassedOver() throws {
        let whole = "cpadev-ledger 1 boot cookie\n@ INODE\n+ 10 100 SIGTERM db\n"
        for torn in ["+", "+ 11", "+ 11 1", "+ 11 101 SIGTERM", "+ 11 101 SIGTERM we", "- 10", "-"] {
            #expect(try read(whole + torn)?.entries.map(\.pid) == [10], "\(torn)")
        }
    }

    @Test func strangeLinesAreNoEntries() throws {
        let contents = try read(
            "cpadev-ledger 1 b c\n@ INODE\n\n+ x 1 SIGTERM db\n? 1\n+ 99999999999 1 SIGTERM db\n\u{0}\n"
        )
        #expect(contents?.entries.isEmpty == true)
    }

    @Test(arguments: ["", "\n", "cpadev-ledger 2 boot cookie\n", "cpadev-ledger 1 boot\n", "something else\n"])
    func whatIsNoLedgerIsNotRead(text: String) throws {
        #expect(try read(text) == nil)
    }

    /// As in a copy of a project whose stack is running: its processes are not the copy's.
    @Test func aCopyIsNotRead() throws {
        let ledger = try Ledger(in: folder, cookie: "c")
        try ledger.recordStart(pid: getpid(), stopSignal: .terminate, service: "me")
        let copy = try OwnedDirectory(path: folder.path + "-copy", making: 0o700)
        try FileManager.default.copyItem(atPath: path, toPath: copy.path + "/ledger")
        #expect(try Ledger.read(in: copy) == nil)
        #expect(try Ledger.read(in: folder)?.entries.map(\.pid) == [getpid()])
        // Nor is it once it has taken the original's place.
        rename(copy.path + "/ledger", path)
        #expect(try Ledger.read(in: folder) == nil)
        #expect(ledger.contents() == nil)
    }

    /// A copied project could bring one that names any process.
    @Test(arguments: ["", "@ 1\n", "@ x\n", "@\n", "\n@ INODE\n"]) func aLedgerThatDoesNotNameItsInodeIsNotRead(
        line: String
    ) throws {
        #expect(try read("cpadev-ledger 1 boot cookie\n@ INODE\n+ 10 100 SIGTERM db\n")?.entries.map(\.pid) == [10])
        #expect(try read("cpadev-ledger 1 boot cookie\n\(line)+ 10 100 SIGTERM db\n") == nil)
    }

    @Test func aMissingFileIsNotRead() throws {
        #expect(try Ledger.read(in: folder) == nil)
    }

    @Test func recordsAreWrittenAtOnceAndOnlyForTheOwner() throws {
        let ledger = try Ledger(in: folder, cookie: "c")
        try ledger.recordStart(pid: getpid(), stopSignal: try #require(Signal("SIGQUIT")), service: "me")
        let start = try #require(ProcessTable.entry(of: getpid())?.startTime)
        #expect(
            try Ledger.read(in: folder)
                == Ledger.Contents(
                    bootID: ProcessTable.bootID(),
                    cookie: "c",
                    entries: [
                        .init(
                            pid: getpid(),
                            startTime: start,
                            stopSignal: try #require(Signal("SIGQUIT")),
                            service: "me"
                        )
                    ]
                )
        )
        ledger.recordEnd(pid: getpid())
        #expect(try Ledger.read(in: folder)?.entries.isEmpty == true)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func aNewLedgerReplacesTheOldOne() throws {
        let old = try Ledger(in: folder, cookie: "old")
        try old.recordStart(pid: getpid(), stopSignal: .terminate, service: "a")
        let new = try Ledger(in: folder, cookie: "new")
        #expect(try Ledger.read(in: folder)?.cookie == "new")
        #expect(try Ledger.read(in: folder)?.entries.isEmpty == true)
        #expect(new.environmentMark(of: InstanceID(service: "a", generation: 3)) == ("CPADEV_INSTANCE", "new:a:3"))
    }

    /// Whoever obeyed it would kill what the other user names.
    @Test(.enabled(if: geteuid() == 0)) func anotherUsersLedgerIsRefused() throws {
        _ = try read("cpadev-ledger 1 boot cookie\n")
        chown(path, 65534, 65534)
        #expect { _ = try Ledger.read(in: folder) } throws: {
            ($0 as? RuntimeError)?.message.contains("belongs to user 65534") == true
        }
    }

    @Test func aLedgerThatOthersMayWriteToOrThatIsALinkIsRefused() throws {
        _ = try read("cpadev-ledger 1 boot cookie\n")
        chmod(path, 0o666)
        #expect(throws: RuntimeError.self) { try Ledger.read(in: folder) }
        chmod(path, 0o600)
        rename(path, path + "-kept")
        symlink(path + "-kept", path)
        #expect(throws: RuntimeError.self) { try Ledger.read(in: folder) }
    }

    /// As when another user replaces the state folder: the other stack's processes are none of this one's.
    @Test func anotherLedgerInItsPlaceIsLeftAlone() throws {
        let ledger = try Ledger(in: folder, cookie: "own")
        #expect(ledger.contents()?.cookie == "own")
        _ = try Ledger(in: folder, cookie: "other")
        #expect(ledger.contents() == nil)
        #expect(ledger.remove()?.contains(path) == true)
        #expect(try Ledger.read(in: folder)?.cookie == "other")
    }

    @Test func theLedgerOfAFolderThatWasMovedIsStillItsOwn() throws {
        let ledger = try Ledger(in: folder, cookie: "own")
        rename(folder.path, folder.path + "-moved")
        let other = try OwnedDirectory(path: folder.path, making: 0o700)
        _ = try Ledger(in: other, cookie: "other")
        #expect(ledger.contents()?.cookie == "own")
        #expect(ledger.remove() == nil)
        #expect(try Ledger.read(in: folder) == nil && Ledger.read(in: other)?.cookie == "other")
    }

    @Test func aFolderThatCannotBeWrittenIsAnError() {
        rmdir(folder.path)
        #expect {
            _ = try Ledger(in: folder, cookie: "c")
        } throws: {
            ($0 as? RuntimeError)?.code == .stateUnwritable
        }
    }
}
