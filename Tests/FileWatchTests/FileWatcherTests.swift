import Foundation
import Testing

@testable import FileWatch

/// Real files under a real inotify.
@Suite struct FileWatcherTests {
    @Test func aFileThatIsMadeChangedAndRemovedIsToldEachTime() async throws {
        try await WatchedFolder.with { folder, events in
            try folder.write("a.txt", "1")
            #expect(await events.next() == .changed([folder.change("a.txt", .created)]))
            try folder.write("a.txt", "22")
            #expect(await events.next() == .changed([folder.change("a.txt", .modified)]))
            try folder.remove("a.txt")
            #expect(await events.next() == .changed([folder.change("a.txt", .removed)]))
        }
    }

    @Test func aSaveByRenameIsOneChangeAndTheTemporaryFileIsNone() async throws {
        try await WatchedFolder.with(["a.txt": "1"]) { folder, events in
            try folder.write(".a.txt.tmp", "2")
            try folder.move(".a.txt.tmp", "a.txt")
            #expect(await events.next() == .changed([folder.change("a.txt", .modified)]))
        }
    }

    @Test func whatIsPutIntoNewFoldersIsSeenHoweverQuick() async throws {
        try await WatchedFolder.with { folder, events in
            try folder.write("x/y/z/a.txt", "1")
            #expect(await events.next() == .changed([folder.change("x/y/z/a.txt", .created)]))
            try folder.write("x/y/z/b.txt", "1")
            #expect(await events.next() == .changed([folder.change("x/y/z/b.txt", .created)]))
        }
    }

    @Test func aRenamedFolderIsItsFilesGoneHereAndNewThere() async throws {
        try await WatchedFolder.with(["old/a.txt": "1"]) { folder, events in
            try folder.move("old", "new")
            #expect(
                await events.next()
                    == .changed([folder.change("new/a.txt", .created), folder.change("old/a.txt", .removed)])
            )
            try folder.write("new/a.txt", "22")
            #expect(await events.next() == .changed([folder.change("new/a.txt", .modified)]))
        }
    }

    @Test func aRootThatComesLaterIsWatchedFromThenOn() async throws {
        try await WatchedFolder.with(roots: ["later/src"]) { folder, events in
            try folder.write("elsewhere.txt", "1")
            try folder.write("later/src/a.txt", "1")
            #expect(await events.next() == .changed([folder.change("later/src/a.txt", .created)]))
        }
    }

    @Test func ofAFileAsRootItsNeighboursAreNotTold() async throws {
        try await WatchedFolder.with(["a.conf": "1", "b.conf": "1"], roots: ["a.conf"]) { folder, events in
            try folder.write("b.conf", "22")
            try folder.write("a.conf", "22")
            #expect(await events.next() == .changed([folder.change("a.conf", .modified)]))
        }
    }

    @Test func prunedFoldersAreNotLookedInto() async throws {
        try await WatchedFolder.with(["node_modules/m.js": "1"], pruned: "node_modules") { folder, events in
            try folder.write("node_modules/m.js", "22")
            try folder.write("a.js", "1")
            #expect(await events.next() == .changed([folder.change("a.js", .created)]))
        }
    }

    @Test func aThousandFilesAreTold() async throws {
        try await WatchedFolder.with { folder, events in
            for number in 0..<1000 { try folder.write("d\(number % 10)/f\(number).txt", "x") }
            var told: Set<String> = []
            while told.count < 1000, case .changed(let changes) = await events.next() {
                told.formUnion(changes.map(\.path))
            }
            #expect(told.count == 1000)
        }
    }

    @Test func afterAnOverflowEverythingIsCompared() throws {
        let folder = try WatchedFolder(["a.txt": "1", "b.txt": "1"])
        defer { folder.remove() }
        let configuration = FileWatchConfiguration(roots: [folder.path])
        var tree = WatchedTree(inotify: -1, configuration: configuration.withoutKernel)
        try folder.write("a.txt", "22")
        try folder.write("c.txt", "1")
        try folder.remove("b.txt")
        #expect(tree.changes() == [])
        tree.take(.overflow)
        #expect(
            tree.changes() == [
                folder.change("a.txt", .modified), folder.change("b.txt", .removed), folder.change("c.txt", .created),
            ]
        )
    }

    @Test func tooManyFoldersForTheSystemIsAnErrorThatNamesTheSetting() throws {
        let folder = try WatchedFolder([:])
        defer { folder.remove() }
        var configuration = FileWatchConfiguration(roots: [folder.path])
        configuration.addWatch = { _, _ in -ENOSPC }
        let error = #expect(throws: FileWatchError.self) { _ = try FileWatcher(configuration) }
        #expect(error?.code == .tooManyWatches)
        #expect(error?.message.contains("fs.inotify.max_user_watches") == true)
        #expect(error?.remedy?.hasPrefix("run 'sudo sysctl") == true)
    }

    @Test func aStoppedWatchEndsItsStream() async throws {
        let folder = try WatchedFolder([:])
        defer { folder.remove() }
        let watcher = try FileWatcher(FileWatchConfiguration(roots: [folder.path]))
        watcher.stop()
        #expect(await Told(events: watcher.events).next() == nil)
    }
}
