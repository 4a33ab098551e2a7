import FoundationEssentials

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
