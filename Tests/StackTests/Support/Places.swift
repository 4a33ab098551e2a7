import Foundation

/// Where things are that the tests run.
enum Places {
    /// The folder of the products of the build that this test is part of.
    static let products: String = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (program as NSString).deletingLastPathComponent
    }()

    static var cpadev: String { "\(products)/cpadev" }

    /// The repository that this file is part of.
    static let repository: String = {
        let file = #filePath
        return file.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    }()

    static var python: String {
        ProcessInfo.processInfo.environment["CPADEV_PYTHON"] ?? "/usr/bin/python3.11"
    }

    /// The first program of this name on the PATH.
    static func program(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
