import Runtime

/// What a launcher's `check` printed: lines of `key: value`.
///
/// On success `binary`, `version`, `difference` where the program is not what the Compose file's image names, and
/// `libraries` where it needs folders in `LD_LIBRARY_PATH`; else `reason`, `remedy`, and `installable: yes` where `install` would help.
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
                    remedy: "make its check print 'binary: <path>' and 'version: <version>'"
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
            return .unavailable(reason: "\(launcher) check did not answer in time", remedy: "run it by hand and see")
        case .notStarted(let reason):
            return .unavailable(reason: reason, remedy: "chmod +x \(launcher)")
        }
    }
}
