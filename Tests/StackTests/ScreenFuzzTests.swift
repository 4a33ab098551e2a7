import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// The screen under a script that has the other end of its terminal: scripts/fuzz/tui.
    struct ScreenFuzzTests {
        @Test(arguments: ["exits", "attack", "fuzz"])
        func theScreenSurvives(_ part: String) async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let environment = ProcessInfo.processInfo.environment
            let command = try RunningCommand(
                [Places.python, "\(Places.repository)/scripts/fuzz/tui/run.py", Places.cpadev, part],
                environment: environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 },
                directory: folder.path,
                outputs: "\(folder.path)/\(part)"
            )
            let result = try await command.result(within: .seconds(900))
            #expect(result.code == 0, "\(result.summary)")
        }
    }
}
