import ControlAPI
import Foundation
import Glibc
import StateFiles
import TestSupport
import Testing

@testable import StackService

@Suite struct StateHistoryTests {
    private func entry(_ atNs: Int64, _ state: ServiceStatus.State, _ sequence: UInt64) -> HistoryEntry {
        HistoryEntry(
            atNs: atNs,
            .event(Samples.event(sequence, .serviceChanged(ServiceStatus(name: "db", state: state))))
        )
    }

    private func snapshot(_ atNs: Int64, _ state: ServiceStatus.State, _ sequence: UInt64) -> HistoryEntry {
        HistoryEntry(
            atNs: atNs,
            .snapshot(Samples.snapshot(ServiceStatus(name: "db", state: state), sequence: sequence))
        )
    }

    private func state(_ history: StateHistory, at timeNs: Int64) async -> ServiceStatus.State? {
        PastStack(await history.entries(from: timeNs, to: timeNs), at: timeNs)?.snapshot.services.first?.state
    }

    @Test func theStateOfAMomentIsThatAfterTheLastChangeBeforeIt() async throws {
        let folder = try TemporaryFolder()
        let history = StateHistory(in: try OwnedDirectory(path: folder.path))
        await history.append(snapshot(1000, .waiting, 1))
        await history.append(entry(2000, .starting, 2))
        await history.append(entry(3000, .running, 3))
        await history.append(HistoryEntry(atNs: 4000, .ended))
        #expect(await state(history, at: 999) == nil)
        #expect(await state(history, at: 1000) == .waiting)
        #expect(await state(history, at: 2999) == .starting)
        #expect(await state(history, at: 3000) == .running)
        let past = try #require(PastStack(await history.entries(from: 0, to: 5000), at: 5000))
        #expect(past.events.map(\.sequence) == [2, 3] && !past.hasSupervisor)
        // A later supervisor continues in files of its own.
        let later = StateHistory(in: try OwnedDirectory(path: folder.path))
        #expect(await later.last?.content == .ended)
        await later.append(snapshot(6000, .failed, 9))
        #expect(await state(later, at: 5999) == .running)
        #expect(await state(later, at: 6000) == .failed)
    }

    @Test func uptimeCountsToTheMoment() {
        var status = Samples.full
        status.startedAt = Date(timeIntervalSince1970: 1000)
        let entry = HistoryEntry(atNs: 1_000_000_000_000, .snapshot(Samples.snapshot(status)))
        #expect(PastStack([entry], at: 1_075_500_000_000)?.snapshot.services[0].uptimeS == 75)
    }

    @Test func theOldestFileIsDeleted() async throws {
        let folder = try TemporaryFolder()
        var limits = StateHistory.Limits()
        (limits.fileBytes, limits.files) = (200, 3)
        let history = StateHistory(in: try OwnedDirectory(path: folder.path), limits: limits)
        for number in 0..<20 {
            let time = Int64(number) * 1000
            if await history.needsSnapshot { await history.append(snapshot(time, .waiting, UInt64(number))) }
            await history.append(entry(time + 1, .running, UInt64(number) + 1))
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count == 3)
        #expect(await history.entries(from: 0, to: .max).first?.atNs ?? 0 > 0)
        #expect(await state(history, at: 19_500) == .running)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk")) func aFullDiskCostsNothing() async throws {
        let folder = try TemporaryFolder()
        try #require(mount("tmpfs", folder.path, "tmpfs", 0, "size=64k,mode=0700") == 0)
        defer { umount2(folder.path, Int32(MNT_DETACH)) }
        var limits = StateHistory.Limits()
        limits.files = 2
        let history = StateHistory(in: try OwnedDirectory(path: folder.path), limits: limits)
        await history.append(snapshot(1000, .waiting, 1))
        await history.append(snapshot(2000, .running, 2))
        let file = try #require(fopen("\(folder.path)/other", "w"))
        while fwrite([UInt8](repeating: 0, count: 4096), 1, 4096, file) == 4096, fflush(file) == 0 {}
        fclose(file)
        for number in 3..<9 { await history.append(snapshot(Int64(number) * 1000, .failed, UInt64(number))) }
        #expect(await history.needsSnapshot)
        #expect(await state(history, at: 1500) == .waiting)
        #expect(await state(history, at: 9000) == .running)
        unlink("\(folder.path)/other")
        await history.append(snapshot(9000, .completed, 9))
        #expect(await state(history, at: 9000) == .completed)
    }

    @Test func timesNeverDecrease() async throws {
        let folder = try TemporaryFolder()
        let history = StateHistory(in: try OwnedDirectory(path: folder.path))
        await history.append(snapshot(5000, .waiting, 1))
        await history.append(entry(4000, .running, 2))
        let entries = await history.entries(from: 0, to: .max)
        #expect(entries.map(\.atNs) == [5000, 5000])
    }

    @Test func theHistoryAfterAClockThatWasWrongIsFound() async throws {
        let folder = try TemporaryFolder()
        let wrong = StateHistory(in: try OwnedDirectory(path: folder.path))
        await wrong.append(snapshot(9_000_000, .waiting, 1))
        let right = StateHistory(in: try OwnedDirectory(path: folder.path))
        await right.append(snapshot(5000, .running, 2))
        await right.append(entry(6000, .failed, 3))
        #expect(await state(right, at: 5500) == .running)
        #expect(await state(right, at: 7000) == .failed)
    }

    @Test func nextAndPreviousEventsAreFoundWhateverTheOrder() throws {
        let entries = [
            snapshot(1000, .waiting, 1), entry(2000, .starting, 2), entry(4000, .running, 3), entry(3000, .failed, 4),
        ]
        let past = try #require(PastStack(entries, at: 2000))
        #expect(past.previousNs == nil && past.nextNs == 3000)
        #expect(PastStack(entries, at: 3000)?.nextNs == 4000)
    }

    @Test func theEndOfAKilledSupervisorIsWrittenByTheNext() async throws {
        let folder = try TemporaryFolder()
        let killed = StateHistory(in: try OwnedDirectory(path: folder.path))
        await killed.append(snapshot(1000, .running, 1))
        let next = StateHistory(in: try OwnedDirectory(path: folder.path))
        await next.append(HistoryEntry(atNs: 2000, .ended))
        await next.append(snapshot(3000, .waiting, 9))
        let entries = await next.entries(from: 0, to: .max)
        #expect(entries.map(\.atNs) == [1000, 2000, 3000])
        #expect(PastStack(entries, at: 1999)?.hasSupervisor == true)
        #expect(PastStack(entries, at: 2500)?.hasSupervisor == false)
        #expect(PastStack(entries, at: 3000)?.hasSupervisor == true)
    }

    @Test func garbageAndACutLineAreSkipped() async throws {
        let folder = try TemporaryFolder()
        let history = StateHistory(in: try OwnedDirectory(path: folder.path))
        await history.append(snapshot(1000, .waiting, 1))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let file = try #require(FileHandle(forWritingAtPath: "\(folder.path)/\(names[0])"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("{\"at_ns\":2000,\"event\":{\"seq\n\u{0}garbage\n".utf8))
        try file.close()
        try folder.write("mine", to: "notes.txt")
        await history.append(entry(3000, .running, 2))
        #expect(await state(history, at: 2500) == .waiting)
        #expect(await state(history, at: 3000) == .running)
        #expect(await history.last == entry(3000, .running, 2))
    }

    @Test func aClockThatGoesBackKeepsTheOrder() async throws {
        let folder = try TemporaryFolder()
        let history = StateHistory(in: try OwnedDirectory(path: folder.path))
        await history.append(snapshot(9000, .waiting, 1))
        let later = StateHistory(in: try OwnedDirectory(path: folder.path))
        await later.append(snapshot(5000, .running, 2))
        #expect(await later.entries(from: 0, to: .max).map(\.atNs) == [9000, 5000])
        #expect(await later.last?.atNs == 5000)
    }
}
