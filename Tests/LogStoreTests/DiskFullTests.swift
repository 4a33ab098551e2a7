import Glibc
import LogAnalysis
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import LogStore

@Suite struct DiskFullTests {
    private let directory: TemporaryDirectory
    private let disk = FakeDisk()

    init() throws { directory = try TemporaryDirectory() }

    /// A disk with so many bytes left.
    private final class FakeDisk: Sendable {
        let free = Mutex(Int.max)

        var hooks: LogStoreHooks {
            LogStoreHooks(room: { wanted in
                self.free.withLock { free in
                    let allowed = min(wanted, free)
                    if free != .max { free -= allowed }
                    return allowed
                }
            })
        }

        func setFree(_ bytes: Int) { free.withLock { $0 = bytes } }
    }

    @Test func linesAreCountedWhileTheDiskIsFullAndTheLossIsToldAfterwards() throws {
        let log = try ServiceLog.open(in: directory, hooks: disk.hooks)
        log.append("one\n", at: 1)
        disk.setFree(0)
        log.append("lost\nlost\n", at: 2)
        log.append("lost\n", at: 3)
        #expect(log.droppedLines == 3)
        #expect(try log.texts() == ["one"])

        disk.setFree(.max)
        log.append("two\n", at: 4)
        #expect(try log.texts() == ["one", "3 lines (15 bytes) lost here: No space left on device", "two"])
        #expect(try log.all().map(\.stream) == [.stdout, .system, .stdout])
        #expect(try log.all().map(\.number) == [0, 1, 2])
        #expect(log.droppedLines == 3)
        log.append("three\n", at: 5)
        #expect(log.lineCount == 4)
    }

    @Test func aDiskThatIsFullFromTheBeginningIsNoError() throws {
        disk.setFree(0)
        let log = try ServiceLog.open(in: directory, hooks: disk.hooks)
        log.append("lost\n", at: 2)
        #expect(log.lineCount == 0)
        #expect(log.droppedLines == 1)
        disk.setFree(.max)
        log.append("kept\n", at: 4)
        #expect(try log.texts() == ["1 line (5 bytes) lost here: No space left on device", "kept"])
    }

    /// The disk fills up after every possible number of bytes, so in every call of every write.
    @Test func noLineIsHalfWritten() throws {
        for free in 0..<220 {
            let directory = try TemporaryDirectory()
            let limits = LogLimits(segmentBytes: 40)
            let log = try ServiceLog.open(in: directory, limits: limits, hooks: disk.hooks)
            disk.setFree(free)
            for number in 0..<6 { log.append("line \(number)\n", at: Int64(number)) }
            let kept = try log.texts()
            #expect(kept == (0..<kept.count).map { "line \($0)" })
            #expect(Int(log.droppedLines) == 6 - kept.count)

            disk.setFree(.max)
            log.append("more\n", at: 30)
            let texts = try log.texts()
            #expect(texts.filter { !$0.contains("lost here") } == kept + ["more"])
            #expect(try ServiceLog.open(in: directory, limits: limits).texts() == texts)
        }
    }

    @Test func theLossIsToldWhenTheLogIsClosed() throws {
        let log = try ServiceLog.open(in: directory, hooks: disk.hooks)
        disk.setFree(0)
        log.append("lost\n")
        disk.setFree(.max)
        log.close()
        #expect(try log.texts() == ["1 line (5 bytes) lost here: No space left on device"])
    }

    @Test(.enabled(if: TinyDisk.isWanted, "a small file system can only be mounted by root"))
    func aRealDiskThatFillsUpAndHasRoomAgain() throws {
        let tiny = try TinyDisk(megabytes: 1)
        let ballast = FilePath(tiny.directory.path.string).appending("ballast")
        do {
            let file = try OpenFile(ballast, flags: O_WRONLY | O_CREAT)
            try file.write([UInt8](repeating: 1, count: 600_000), at: 0)
        }
        let log = try ServiceLog.open(in: tiny.directory)
        let line = String(repeating: "x", count: 99) + "\n"
        for number in 0..<10_000 { log.append(line, at: Int64(number)) }
        #expect(log.droppedLines > 0)
        #expect(log.lineCount + log.droppedLines == 10_000)
        let before = log.lineCount

        #expect(unlink(ballast.string) == 0)
        log.append("room again\n", at: 20_000)
        #expect(log.lineCount == before + 2)
        let end = try log.tail(2)
        #expect(end.first?.stream == .system)
        #expect(end.first?.text.hasPrefix("\(log.droppedLines) lines") == true)
        #expect(end.last?.text == "room again")
        #expect(try log.all().count == Int(log.lineCount))
        log.close()
    }
}

/// A file system of its own in memory, for as long as the object lives.
private final class TinyDisk {
    let directory: TemporaryDirectory

    init(megabytes: Int) throws {
        directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path.string, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw Errno(rawValue: errno)
        }
    }

    deinit { umount2(directory.path.string, Int32(MNT_DETACH)) }

    /// Where it cannot be had: skipped at home, failed in CI.
    static let isWanted = Capability.wants((try? TinyDisk(megabytes: 1)) != nil)
}
