import Foundation
import Testing

/// Unstructured tasks have an owner that cancels or awaits them.
@Suite struct TaskTests {
    /// The owners, and `TimeLimit`, one function of which leaves work behind.
    private static let owners: Set<String> = [
        "Sources/Foundations/OwnedTask.swift", "Sources/Foundations/OwnedTasks.swift",
        "Sources/Foundations/TimeLimit.swift",
    ]

    static func problems(in text: String) -> [Int] {
        let start =
            "(^|[^A-Za-z0-9_])Task(\\.detached|\\.immediate)?\\s*(<[^>]*>\\s*)?(\\([^)]*\\)\\s*)?\\{|Task\\.init\\b"
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let code = line.drop { $0 == " " }
            guard !code.hasPrefix("//"), !code.contains("extension Task") else { return nil }
            return code.range(of: start, options: .regularExpression) != nil ? index + 1 : nil
        }
    }

    @Test func onlyOwnersStartUnstructuredTasks() throws {
        let files = try Repository().sourceFiles().filter { !Self.owners.contains($0.path) }
        #expect(files.count > 500, "nothing was found to look at")
        for file in files {
            for line in Self.problems(in: file.text) {
                Issue.record("\(file.path):\(line): starts a task without an owner; use a task group or OwnedTask(s)")
            }
        }
    }

    @Test(arguments: [
        "Task { await x() }", "let timer = Task { [weak self] in", "Task.detached {", "_ = Task(priority: .high) {",
        "pending = Task<Void, Never> {", "with: Task{", "Task.init(operation: x)",
    ])
    func aTaskWithoutOwnerIsSeen(line: String) { #expect(TaskTests.problems(in: line) == [1]) }

    @Test(arguments: [
        "OwnedTask { await x() }", "group.addTask {", "try await Task.sleep(for: pause)", "// Task { }",
        "loop.scheduleTask(in: limit) {", "var rowsTask: RowsTask {", "if Task.isCancelled { return }",
        "extension Task where Failure == Never {",
    ])
    func whatStartsNoneIsPassedBy(line: String) { #expect(TaskTests.problems(in: line).isEmpty) }
}
