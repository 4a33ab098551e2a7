import FoundationEssentials
import TerminalUI

/// What the screen keeps between runs, in `${XDG_STATE_HOME:-~/.local/state}/cpadev/tui.json`.
///
/// It is a convenience: what cannot be read counts as nothing, and what cannot be written is not kept. Of two screens
/// that write, the later one counts.
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
        path = PersonalState.folder(environment).map { "\($0)/tui.json" }
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
        PersonalState.write(data, to: path)
    }
}
