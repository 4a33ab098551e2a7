import FoundationEssentials
import Glibc
import TerminalUI

/// What the screen keeps between runs, in `${XDG_STATE_HOME:-~/.local/state}/cpadev/tui.json`.
///
/// It is a convenience: what cannot be read counts as nothing, and what cannot be written is not kept. Of two screens
/// that write, the later one counts, and no reader finds half a file.
struct TerminalMemory: Sendable {
    private struct Contents: Codable {
        var sizes: PaneSizes
    }

    /// More is not ours.
    private static let largestFile = 64 << 10
    /// nil where there is no place for it.
    let path: String?

    /// The place that the environment names: the XDG Base Directory Specification's for state.
    init(environment: [String: String]) {
        func folder(_ name: String) -> String? {
            // Relative paths are to be ignored, the specification says.
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let base = folder("XDG_STATE_HOME") ?? folder("HOME").map { "\($0)/.local/state" }
        path = base.map { "\($0)/cpadev/tui.json" }
    }

    /// What was kept; sizes that are all left to the layout where nothing was.
    func load() -> PaneSizes {
        guard let path, let text = SmallFile.read(path, upToBytes: Self.largestFile),
            let contents = try? JSONDecoder().decode(Contents.self, from: Data(text.utf8))
        else { return PaneSizes() }
        return contents.sizes
    }

    /// Keeps sizes, in place of what was kept.
    func save(_ sizes: PaneSizes) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let path, let data = try? encoder.encode(Contents(sizes: sizes)) else { return }
        makeFolders(of: path)
        let temporary = "\(path).\(getpid())"
        let fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard fd >= 0 else { return }
        let written = data.withUnsafeBytes { write(fd, $0.baseAddress, $0.count) }
        close(fd)
        guard written == data.count, rename(temporary, path) == 0 else {
            unlink(temporary)
            return
        }
    }

    /// The specification's mode for folders that are missing.
    private func makeFolders(of path: String) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            _ = mkdir(folder, 0o700)
        }
    }
}
