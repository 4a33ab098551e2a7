import ControlAPI
import Dashboards
import Diagnostics
import FoundationEssentials
import Foundations
import StackHost

/// The dashboards of a project: the files in `monitoring/dashboards` beside its Compose file.
struct DashboardFolder {
    private static let sizeLimit = 16 << 20

    let path: String

    init(_ project: StackSnapshot.ProjectInfo) { path = "\(project.directory)/monitoring/dashboards" }

    private struct Entry: Encodable {
        var name: String
        var title: String
    }

    func list(_ output: Terminal, asJSON: Bool) throws {
        let entries = names.map { Entry(name: $0, title: (try? dashboard($0).title) ?? "") }
        if asJSON { return output.writeData(try JSONText.render(entries)) }
        guard !entries.isEmpty else {
            throw CommandFailure(.failed, "there are no dashboards in \(path)", hint: "name the path of a file")
        }
        var table = TextTable(header: ["NAME", "TITLE"])
        for entry in entries { table.add(.init(entry.name, .bold), .init(entry.title)) }
        output.write(table.render(output))
    }

    var names: [String] {
        (directoryNames(path) ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// - Parameter name: a name, or a path.
    func dashboard(_ name: String) throws(CommandFailure) -> Dashboard { try opened(name).dashboard }

    /// Returns a dashboard and its text.
    func opened(_ name: String) throws(CommandFailure) -> (dashboard: Dashboard, text: String) {
        let isPath = name.contains("/") || name.hasSuffix(".json")
        let file = isPath ? name : "\(path)/\(name).json"
        guard let text = SmallFile.read(file, upToBytes: Self.sizeLimit) else {
            if isPath {
                throw CommandFailure(.failed, "cannot read \(file)", hint: "name a dashboard that Grafana exported")
            }
            let all = names.joined(separator: ", ")
            throw CommandFailure(
                .failed,
                "no dashboard '\(name)'",
                hint: all.isEmpty ? "name the path of a file" : "the dashboards are: \(all)"
            )
        }
        do throws(DashboardError) { return (try DashboardReader().read(text.utf8), text) } catch {
            throw CommandFailure(.badData, "\(file)\(Self.place(error.offset, in: text)): \(error.message)")
        }
    }

    /// `:3:14`, the line and column of a byte.
    private static func place(_ offset: Int?, in text: String) -> String {
        guard let offset else { return "" }
        let lines = text.utf8.prefix(offset).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return ":\(lines.count):\((lines.last.map { String(Substring($0)).count } ?? 0) + 1)"
    }
}
