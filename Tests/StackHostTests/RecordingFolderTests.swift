import Foundation
import Testing

@testable import StackHost

@Suite struct RecordingFolderTests {
    @Test func foldersOfKilledProcessesAreRemovedAndThoseInUseKept() throws {
        let manager = FileManager.default
        let parent = "\(manager.temporaryDirectory.path)/recordings-\(UUID().uuidString.prefix(8))"
        try manager.createDirectory(atPath: "\(parent)/cpadev-recording-killed/logs", withIntermediateDirectories: true)
        try manager.createDirectory(atPath: "\(parent)/cpadev-recordings", withIntermediateDirectories: true)
        try manager.createSymbolicLink(
            atPath: "\(parent)/cpadev-recording-link",
            withDestinationPath: "\(parent)/cpadev-recordings"
        )
        defer { try? manager.removeItem(atPath: parent) }

        var first: RecordingFolder? = try RecordingFolder(in: parent)
        let second = try RecordingFolder(in: parent)
        let firstPath = try #require(first).path
        #expect(!manager.fileExists(atPath: "\(parent)/cpadev-recording-killed"))
        #expect(manager.fileExists(atPath: firstPath) && manager.fileExists(atPath: second.path))
        #expect(manager.fileExists(atPath: "\(parent)/cpadev-recordings"))
        first = nil
        #expect(!manager.fileExists(atPath: firstPath) && manager.fileExists(atPath: second.path))
    }
}
