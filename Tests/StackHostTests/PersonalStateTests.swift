import FoundationEssentials
import Glibc
import StackHost
import Testing

@Suite struct PersonalStateTests {
    /// As in the home of another user, which root has under sudo.
    @Test(.timeLimit(.minutes(1))) func aPipeInPlaceOfTheTemporaryFileDoesNotBlock() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/personal-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/started.json"
        #expect(mkfifo("\(path).\(getpid())", 0o666) == 0)
        PersonalState.write(Data("text".utf8), to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("text".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["started.json"])
    }
}
