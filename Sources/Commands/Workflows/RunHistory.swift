import ControlAPI
import FoundationEssentials
import Foundations
import Glibc
import StackHost
import Workflows

/// The runs of a project, a line of JSON each: `ci/history.jsonl` in its state folder.
struct RunHistory {
    /// The runs that are remembered.
    private static let most = 200
    private static let largestFile = 16 << 20

    private let path: String

    init(_ location: StackLocation) { path = "\(RunFolder.root(location))/history.jsonl" }

    /// All runs, the newest last. A line that is incomplete is left out.
    var runs: [RunReport] {
        lines.compactMap { try? ControlCoding.decode(RunReport.self, from: Data($0.utf8)) }
    }

    private var lines: [Substring] {
        (SmallFile.read(path, upToBytes: Self.largestFile) ?? "").split(separator: "\n")
    }

    func add(_ report: RunReport) throws(CommandFailure) {
        // Other runs may end at the same time.
        let lock = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else {
            throw CommandFailure(.failed, "cannot open \(path).lock: \(String(cString: strerror(errno)))")
        }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        guard let data = try? ControlCoding.encode(report) else { return }
        let kept = lines.suffix(Self.most - 1).map(String.init) + [String(decoding: data, as: UTF8.self)]
        try OutputFile.replace(with: kept.map { "\($0)\n" }.joined(), at: path, mode: 0o600)
    }
}
