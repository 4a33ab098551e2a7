import Foundation

/// The files of the repository that this test is part of.
struct Repository {
    private let root: String

    /// - Parameter file: a file in `Tests/ArchitectureTests`.
    init(file: String = #filePath) {
        root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }

    func text(of path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The tracked files and folders at the top level; empty outside a git checkout.
    func topLevel() throws -> Set<String> {
        let (git, pipe) = (Process(), Pipe())
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "-C", root, "ls-files"]
        git.standardOutput = pipe
        git.standardError = FileHandle.nullDevice
        try git.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        git.waitUntilExit()
        return Set(output.split(separator: "\n").compactMap { $0.split(separator: "/").first.map(String.init) })
    }

    /// The folders under Sources, a target each.
    func sourceFolders() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "\(root)/Sources").filter { !$0.hasPrefix(".") })
    }

    /// Every Swift file under Sources, sorted by path.
    func sourceFiles() throws -> [Arrows.SourceFile] {
        try sourceFolders().sorted().flatMap { target in
            try FileManager.default.subpathsOfDirectory(atPath: "\(root)/Sources/\(target)").sorted()
                .filter { $0.hasSuffix(".swift") }
                .map { name in
                    let path = "Sources/\(target)/\(name)"
                    return Arrows.SourceFile(path: path, target: target, text: try text(of: path))
                }
        }
    }
}
