import FoundationEssentials

/// A folder of golden files: readable texts that tests expect.
///
/// `CPADEV_REWRITE_GOLDEN=1` writes the files instead of comparing them. Where `CI=true`, that fails.
package struct GoldenFolder: Sendable {
    private let path: String

    /// - Parameters:
    ///   - name: the path below the folder of the test target, such as `Golden/help`.
    ///   - file: a source file of the test target.
    package init(_ name: String, file: String = #filePath) {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        let target = parts.lastIndex(of: "Tests").map { parts[...($0 + 1)] } ?? parts.dropLast()
        path = target.joined(separator: "/") + "/\(name)"
    }

    /// Compares a text with a file, byte by byte.
    /// - Throws: ``TestFailure`` with the first line that differs, or if the file is missing.
    package func check(_ text: String, _ name: String) throws {
        let file = "\(path)/\(name)"
        if ProcessInfo.processInfo.environment["CPADEV_REWRITE_GOLDEN"] == "1" {
            guard !Capability.isRequired else { throw TestFailure("golden files must not be rewritten in CI") }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: file))
            return
        }
        guard let golden = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw TestFailure("no golden file \(file): CPADEV_REWRITE_GOLDEN=1 writes it")
        }
        guard !text.utf8.elementsEqual(golden.utf8) else { return }
        throw TestFailure("\(file) differs \(Self.difference(of: text, from: golden))")
    }

    /// Checks that the folder has no file but these.
    /// - Throws: ``TestFailure`` with the names of the others.
    package func checkOrphans(besides names: some Sequence<String>) throws {
        // A folder that is missing has no files; `check` reports those.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let orphans = Set(files).subtracting(names).sorted()
        guard !orphans.isEmpty else { return }
        throw TestFailure("no test uses these files of \(path): \(orphans.joined(separator: ", "))")
    }

    private static func difference(of text: String, from golden: String) -> String {
        let want = golden.split(separator: "\n", omittingEmptySubsequences: false)
        let have = text.split(separator: "\n", omittingEmptySubsequences: false)
        let place = zip(want, have).enumerated().first { !$0.element.0.utf8.elementsEqual($0.element.1.utf8) }?.offset
        let line = place ?? min(want.count, have.count)
        return """
            from line \(line + 1) on
            golden: \(line < want.count ? String(want[line]) : "(ends)")
            now:    \(line < have.count ? String(have[line]) : "(ends)")
            """
    }
}
