import Foundation
import Glibc
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import NativeRuntime

@Suite struct SystemReadingTests {
    @Test func thisProcessIsInTheTable() throws {
        let entry = try #require(ProcessTable.current().entries[getpid()])
        #expect(entry.parent == getppid())
        #expect(entry.group == getpgrp())
        #expect(entry.startTime > 0)
        #expect(entry.residentPages > 0)
        #expect(!entry.isZombie)
        #expect(!ProcessTable.commandLine(of: getpid()).isEmpty)
        #expect(ProcessTable.bootID().count == 36)
    }

    @Test func noProcessHasNoEntry() {
        #expect(ProcessTable.entry(of: -1) == nil)
        #expect(ProcessTable.entry(of: Int32.max) == nil)
        #expect(ProcessTable.commandLine(of: Int32.max).isEmpty)
        #expect(!ProcessTable.environment(of: Int32.max, hasEntryWithPrefix: "PATH="))
    }

    /// Another user's process may call itself anything.
    @Test func commandLineIsOneLine() async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "read x", "a\n  hint: evil\u{1B}]0;x\u{7}"]
        process.standardInput = Pipe()
        try process.run()
        defer { process.terminate() }
        let pid = process.processIdentifier
        // It has one once it has become the shell.
        #expect(await eventually { ProcessTable.commandLine(of: pid).contains("hint: evil") })
        let line = ProcessTable.commandLine(of: pid)
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }

    @Test func programsAreFoundAsAShellDoes() {
        let search = ExecutableSearch(path: "/no/such:/usr/bin:/bin", directory: "/usr")
        #expect(search.find("env") == "/usr/bin/env")
        #expect(search.find("/bin/sh") == "/bin/sh")
        #expect(search.find("bin/env") == "/usr/bin/env")
        #expect(search.find("") == nil)
        #expect(search.find("no-such-program") == nil)
        // Neither a folder nor a file that may not be executed.
        #expect(search.find("/usr/bin") == nil)
        #expect(search.find("/etc/passwd") == nil)
    }

    @Test func usageIsSummedOverDescendants() {
        func entry(_ pid: Int32, parent: Int32, session: Int32, pages: Int64) -> ProcessTable.Entry {
            ProcessTable.Entry(
                pid: pid,
                parent: parent,
                group: session,
                session: session,
                state: UInt8(ascii: "S"),
                processorTicks: 100,
                startTime: 1,
                residentPages: pages
            )
        }
        let entries = [
            entry(10, parent: 1, session: 10, pages: 1), entry(11, parent: 10, session: 10, pages: 2),
            // Left the session, but not the family.
            entry(12, parent: 11, session: 12, pages: 4),
            entry(20, parent: 1, session: 20, pages: 8),
            // A circle, which a table that is not read in one instant can show.
            entry(30, parent: 31, session: 30, pages: 16), entry(31, parent: 30, session: 31, pages: 16),
        ]
        let table = ProcessTable(entries: Dictionary(uniqueKeysWithValues: entries.map { ($0.pid, $0) }))
        let one = InstanceID(service: "one", generation: 1)
        let two = InstanceID(service: "two", generation: 1)
        let usage = ResourceSampler.sample([one: 10, two: 20], in: table)
        let page = Int64(sysconf(Int32(_SC_PAGESIZE)))
        #expect(usage.count == 2)
        #expect(usage[one]?.memoryBytes == 7 * page)
        #expect(usage[two]?.memoryBytes == 8 * page)
        #expect(usage[one]?.processorTime == (usage[two]?.processorTime ?? .zero) * 3)
    }

    @Test func progressIsTheLastCompleteLine() {
        let lines = Mutex<[String]>([])
        let progress = ProgressLines { line in lines.withLock { $0.append(line) } }
        for chunk in ["on", "e\ntw", "o\nthree\nfou", "r", "\r50 %\r", String(repeating: "x", count: 9000), "\nend\n"] {
            Array(chunk.utf8).withUnsafeBytes { progress.append($0) }
        }
        #expect(lines.withLock { $0 } == ["one", "three", "50 %", "end"])
    }
}
