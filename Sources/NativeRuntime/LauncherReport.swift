import Foundations
import Runtime

/// The output of a launcher's `check`: lines of `key: value`.
///
/// On success: `binary`, `version`, `difference` if the program differs from the image in the Compose file, and
/// `libraries` if it needs folders in `LD_LIBRARY_PATH`. On failure: `reason`, `remedy`, and `installable: yes` if
/// `install` would help.
struct LauncherReport: Hashable, Sendable {
    private var values: [Substring: String] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            values[line[..<colon]] = String(value)
        }
    }

    func availability(launcher: String, output: CommandOutput) -> Availability {
        switch output.outcome {
        case .ended(.code(0)):
            guard let binary = values["binary"] else {
                return .unavailable(
                    reason: "\(launcher) check printed no 'binary: …' line",
                    remedy: "make the launcher print 'binary: <path>' and 'version: <version>'"
                )
            }
            return .available(
                Availability.Binary(
                    path: binary,
                    version: values["version"] ?? "",
                    difference: values["difference"],
                    libraries: values["libraries"]
                )
            )
        case .ended(let status):
            let lastLine = output.output.split(whereSeparator: \.isNewline).last.map(String.init)
            let reason = values["reason"] ?? lastLine ?? "\(launcher) check ended with \(status)"
            return values["installable"] == "yes"
                ? .installable(reason: reason) : .unavailable(reason: reason, remedy: values["remedy"])
        case .timedOut:
            let command = "\(QuotedValue.shell(launcher)) check"
            return .unavailable(reason: "\(launcher) check timed out", remedy: "run it yourself: \(command)")
        case .notStarted(let reason):
            return .unavailable(reason: reason, remedy: "chmod +x \(QuotedValue.shell(launcher))")
        }
    }
}
