/// Names of Linux signals. Source: signal(7).
enum SignalName {
    private static let byNumber = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
        "IO",
        "PWR", "SYS",
    ]

    /// With their `SIG`.
    static let names = byNumber.map { "SIG" + $0 }

    /// The name with its `SIG`, from a name with or without it or from a number; nil where there is no such signal.
    static func canonical(_ text: String) -> String? {
        guard text.utf8.count <= 20 else { return nil }
        if let number = Int(text) {
            return names.indices.contains(number - 1) ? names[number - 1] : nil
        }
        let upper = text.uppercased()
        let name = upper.hasPrefix("SIG") ? upper : "SIG" + upper
        if names.contains(name) || name == "SIGRTMIN" || name == "SIGRTMAX" { return name }
        if name.hasPrefix("SIGRTMIN+"), let offset = UInt8(name.dropFirst(9)), offset <= 30 { return name }
        if name.hasPrefix("SIGRTMAX-"), let offset = UInt8(name.dropFirst(9)), offset <= 30 { return name }
        return nil
    }
}
