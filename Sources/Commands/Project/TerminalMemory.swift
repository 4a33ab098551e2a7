import FoundationEssentials
import StackHost
import TerminalUI

/// The screen state kept between runs, in `${XDG_STATE_HOME:-~/.local/state}/cpadev/tui.json`.
///
/// Best effort: unreadable state is ignored, and so are write errors. If two screens write, the last one wins.
struct TerminalMemory: Sendable {
    private struct Contents: Codable {
        var sizes = PaneSizes()
        /// The dashboard seen last.
        var dashboard: String?
    }

    /// A larger file is not from cpadev.
    private static let largestFile = 64 << 10
    /// nil if there is no folder for it.
    let path: String?

    init(environment: [String: String]) {
        path = PersonalState.folder(environment).map { "\($0)/tui.json" }
    }

    /// Returns the saved sizes; all automatic if there are none.
    func load() -> PaneSizes { contents.sizes }

    func save(_ sizes: PaneSizes) { change { $0.sizes = sizes } }

    /// The dashboard seen last, in any project.
    var dashboard: String? { contents.dashboard }

    func save(dashboard: String) { change { $0.dashboard = dashboard } }

    private var contents: Contents {
        guard let path, let text = SmallFile.read(path, upToBytes: Self.largestFile) else { return Contents() }
        return (try? JSONDecoder().decode(Contents.self, from: Data(text.utf8))) ?? Contents()
    }

    private func change(_ body: (inout Contents) -> Void) {
        var contents = contents
        body(&contents)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let path, let data = try? encoder.encode(contents) else { return }
        PersonalState.write(data, to: path)
    }
}
