import Diagnostics
import YAMLTree

@testable import Workflows

/// Files in memory.
struct MemoryFiles: FileAccess {
    var text: String

    func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] { Array(text.utf8) }
    func kind(of path: String) -> FileKind? { .file(isExecutable: false) }
    func isPiped(_ path: String) -> Bool { false }
}

func workflow(_ text: String) throws -> Workflow {
    try WorkflowReader(path: "/w/test.yml", displayPath: "test.yml", files: MemoryFiles(text: text)).read()
}

/// The problems of a file as `line:column message`, with the hint.
func problems(_ text: String) -> [String] {
    do {
        _ = try workflow(text)
        return []
    } catch {
        return (error as? DiagnosticsError)?.diagnostics.map { problem in
            let place = problem.location.map { "\($0.line):\($0.column) " } ?? ""
            return place + problem.message + (problem.hint.map { " (\($0))" } ?? "")
        } ?? ["\(error)"]
    }
}
