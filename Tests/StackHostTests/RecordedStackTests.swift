import Foundation
import Glibc
import Testing

@testable import StackHost

@Suite struct RecordedStackTests {
    @Test(.timeLimit(.minutes(1))) func aPipeThatNobodyWritesToIsGivenUp() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let pipe = "\(folder)/recording-\(UUID().uuidString)"
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        #expect {
            _ = try RecordedStack(pipe, temporaryFolder: folder)
        } throws: {
            ($0 as? CommandFailure)?.message.contains("nobody has written to it") == true
        }
    }
}
